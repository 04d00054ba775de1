import Kernels
import Tensors
import TestSupport
import Testing

struct QuantizedRowsTests {
    @Test(
        "the bytes of every size up to two vectors plus one are those of the definition, on each instruction set",
        arguments: InstructionSet.available)
    func sizes(set: InstructionSet) {
        var random = RandomNumbers(seed: 11)
        let rows = QuantizedRows(maxRows: 3, maxColumns: 40)
        for columns in 1...40 {
            for smoothed in [false, true] {
                let x = random.floats(3 * columns, in: -2...5)
                let factors = smoothed ? random.floats(columns, in: 0.25...4) : nil
                rows.quantize(x, rows: 3, columns: columns, smoothing: factors.map(buffer), set)
                for row in 0..<3 {
                    let expected = quantizeRowReference(Array(x[row * columns..<(row + 1) * columns]), smoothing: factors)
                    #expect(rows.bytes(row: row) == expected.bytes, "\(columns) columns, row \(row)")
                    #expect(rows.range(row: row) == (expected.minimum, expected.scale))
                }
            }
        }
    }

    @Test("a row of equal values, of zeros or of denormals comes back as it was", arguments: InstructionSet.available)
    func constantRows(set: InstructionSet) {
        let rows = QuantizedRows(maxRows: 1, maxColumns: 33)
        for value in [0, -3.5, Float.leastNonzeroMagnitude, Float.greatestFiniteMagnitude] {
            rows.quantize([Float](repeating: value, count: 33), rows: 1, columns: 33, set)
            let (minimum, scale) = rows.range(row: 0)
            #expect(rows.bytes(row: 0).allSatisfy { minimum + Float($0) * scale == value }, "\(value)")
        }
    }

    @Test("every byte is used, and no value is further off than half a step", arguments: InstructionSet.available)
    func wholeRange(set: InstructionSet) {
        let x = (0..<1_000).map { Float($0) * 0.01 - 3 }
        let rows = QuantizedRows(maxRows: 1, maxColumns: x.count)
        rows.quantize(x, rows: 1, columns: x.count, set)
        let bytes = rows.bytes(row: 0)
        #expect(Set(bytes) == Set(0...255))
        let (minimum, scale) = rows.range(row: 0)
        for (value, byte) in zip(x, bytes) { #expect(abs(minimum + Float(byte) * scale - value) <= scale * 0.501) }
    }

    @Test("a row that begins anywhere in memory is read alike", arguments: InstructionSet.available)
    func misaligned(set: InstructionSet) {
        var random = RandomNumbers(seed: 12)
        let x = random.floats(16 + 37)
        for shift in 0..<16 {
            let rows = QuantizedRows(maxRows: 1, maxColumns: 37)
            x.withUnsafeBufferPointer { rows.quantize($0.baseAddress! + shift, rows: 1, columns: 37, set) }
            #expect(rows.bytes(row: 0) == quantizeRowReference(Array(x[shift..<shift + 37])).bytes)
        }
    }

    private func buffer(_ values: [Float]) -> AlignedBuffer<Float> {
        let buffer = AlignedBuffer<Float>(count: values.count)
        for (index, value) in values.enumerated() { buffer.pointer[index] = value }
        return buffer
    }
}
