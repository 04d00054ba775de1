import Kernels
import Tensors
import TestSupport
import Testing

struct QuantizedTableTests {
    @Test("a row comes back within half a step, with its position added", arguments: InstructionSet.available)
    func lookUp(set: InstructionSet) {
        var random = RandomNumbers(seed: 31)
        for columns in [1, 7, 16, 33] {
            let words = random.tensor(9, columns)
            let positions = random.tensor(6, columns)
            let table = QuantizedTable(words)
            let ids: [Int32] = [8, 0, 3, 3, 5]
            let offsets = [0, 2, 5]
            var y = [Float](repeating: 0, count: 5 * columns)
            ids.withUnsafeBufferPointer { ids in
                offsets.withUnsafeBufferPointer {
                    table.lookUp(ids: ids, offsets: $0, positions: positions, positionOffset: 1, into: &y, set)
                }
            }
            for (token, position) in [1, 2, 1, 2, 3].enumerated() {
                let word = Int(ids[token]) * columns
                let most = (0..<columns).map { abs(words.elements[word + $0]) }.max() ?? 0
                for column in 0..<columns {
                    let expected = words.elements[word + column] + positions.elements[position * columns + column]
                    #expect(abs(y[token * columns + column] - expected) <= most / 127 * 0.501 + 1e-6)
                }
            }
        }
    }

    @Test("a table put together from blocks is the one made at once")
    func blocks() {
        var random = RandomNumbers(seed: 32)
        let words = random.tensor(11, 9)
        let pieces = QuantizedTable(rows: 11, columns: 9)
        for (first, count) in [(0, 4), (4, 4), (8, 3)] {
            pieces.put(Tensor(shape: [count, 9], Array(words.array[first * 9..<(first + count) * 9])), at: first)
        }
        let positions = Tensor.zeros([11, 9])
        let ids = (0..<11).map { Int32($0) }
        let results = [pieces, QuantizedTable(words)].map { table in
            var y = [Float](repeating: 0, count: 11 * 9)
            ids.withUnsafeBufferPointer { ids in
                [0, 11].withUnsafeBufferPointer { table.lookUp(ids: ids, offsets: $0, positions: positions, positionOffset: 0, into: &y) }
            }
            return y
        }
        #expect(results[0] == results[1])
    }

    @Test("a row of zeros stays one")
    func zeros() {
        let table = QuantizedTable(.zeros([2, 5]))
        let positions = Tensor(shape: [1, 5], [1, 2, 3, 4, 5])
        var y = [Float](repeating: 9, count: 5)
        [Int32(1)].withUnsafeBufferPointer { ids in
            [0, 1].withUnsafeBufferPointer { table.lookUp(ids: ids, offsets: $0, positions: positions, positionOffset: 0, into: &y) }
        }
        #expect(y == [1, 2, 3, 4, 5])
    }
}
