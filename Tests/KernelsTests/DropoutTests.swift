import Kernels
import TestSupport
import Testing

struct DropoutTests {
    @Test("every element is dropped or scaled as the definition says, on every instruction set", arguments: InstructionSet.available)
    func definition(set: InstructionSet) {
        var random = RandomNumbers(seed: 70)
        for (rows, columns, stride) in [(0, 5, 5), (1, 1, 1), (3, 15, 16), (2, 16, 16), (3, 17, 20), (2, 33, 33), (5, 97, 100)] {
            let x = random.floats(rows * stride)
            var y = x + [7]
            Dropout(rate: 0.3, seed: 11, stream: 5).apply(
                to: &y, rows: rows, columns: columns, stride: stride, firstRow: 1000, rowStep: 12, set)
            for (index, value) in x.enumerated() {
                let (row, column) = (index / stride, index % stride)
                let exact =
                    column < columns
                    ? dropoutReference(value, rate: 0.3, seed: 11, stream: 5, row: 1000 + 12 * row, column: column) : value
                #expect(y[index] == exact, "row \(row), column \(column) of \(columns)")
            }
            #expect(y.last == 7)
        }
    }

    @Test("the share of what is dropped is the rate, and what is kept keeps the mean", arguments: [Float(0.01), 0.1, 0.5, 0.9])
    func rate(rate: Float) {
        let (rows, columns) = (500, 400)
        let count = Double(rows * columns)
        let y = mask(rate: rate, rows: rows, columns: columns)
        let dropped = Double(y.filter { $0 == 0 }.count) / count
        let deviation = (Double(rate) * (1 - Double(rate)) / count).squareRoot()
        #expect(abs(dropped - Double(rate)) < 4 * deviation)
        #expect(y.allSatisfy { $0 == 0 || abs($0 * (1 - rate) - 1) < 1e-6 })
        // Rows and columns one by one: a hash that favoured some would show here. Five deviations, since there are 900 of them.
        for row in 0..<rows {
            let share = Double((0..<columns).filter { y[row * columns + $0] == 0 }.count) / Double(columns)
            #expect(abs(share - Double(rate)) < 5.5 * (Double(rate) * (1 - Double(rate)) / Double(columns)).squareRoot() + 0.005)
        }
        for column in 0..<columns {
            let share = Double((0..<rows).filter { y[$0 * columns + column] == 0 }.count) / Double(rows)
            #expect(abs(share - Double(rate)) < 5.5 * (Double(rate) * (1 - Double(rate)) / Double(rows)).squareRoot() + 0.005)
        }
    }

    @Test("neighbours in a row, neighbours in a column and other streams agree as often as chance has it")
    func independence() {
        let (rows, columns) = (400, 384)
        let count = Double(rows * columns)
        let base = mask(rate: 0.5, rows: rows, columns: columns)
        let agreement = { (other: (Int) -> Float?) in
            Double(base.indices.filter { other($0).map { ($0 == 0) } == (base[$0] == 0) }.count) / count
        }
        let bound = 4 * (0.25 / count).squareRoot() + Double(columns) / count
        #expect(abs(agreement { $0 + 1 < base.count ? base[$0 + 1] : nil } - 0.5) < bound)
        #expect(abs(agreement { $0 + columns < base.count ? base[$0 + columns] : nil } - 0.5) < bound)
        for (seed, stream) in [(1, 2), (2, 1), (1, 1 << 40), (0, 0)] as [(UInt64, UInt64)] {
            let other = mask(rate: 0.5, rows: rows, columns: columns, seed: seed, stream: stream)
            #expect(abs(agreement { other[$0] } - 0.5) < bound, "seed \(seed), stream \(stream)")
        }
    }

    @Test("the same seed and stream give the same mask; a batch in parts gives that of the whole")
    func repeatable() {
        let whole = mask(rate: 0.2, rows: 20, columns: 50)
        #expect(whole == mask(rate: 0.2, rows: 20, columns: 50))
        let parts = mask(rate: 0.2, rows: 7, columns: 50) + mask(rate: 0.2, rows: 13, columns: 50, firstRow: 7)
        #expect(parts == whole)
    }

    @Test("rate 0 leaves everything as it is")
    func none() {
        #expect(mask(rate: 0, rows: 3, columns: 40) == [Float](repeating: 1, count: 120))
    }

    private func mask(
        rate: Float, rows: Int, columns: Int, seed: UInt64 = 1, stream: UInt64 = 1, firstRow: Int = 0
    ) -> [Float] {
        var x = [Float](repeating: 1, count: rows * columns)
        Dropout(rate: rate, seed: seed, stream: stream).apply(to: &x, rows: rows, columns: columns, firstRow: firstRow)
        return x
    }
}
