import Kernels
import TestSupport
import Testing

struct PoolRowsTests {
    @Test("mean and first token of every sequence, zeros for an empty one", arguments: [Pooling.mean, .cls])
    func pools(pooling: Pooling) {
        var random = RandomNumbers(seed: 13)
        let offsets = [0, 1, 1, 4, 20]
        let x = random.floats(20 * 9)
        var fast = [Float](repeating: 7, count: 4 * 9)
        offsets.withUnsafeBufferPointer { poolRows(x, offsets: $0, hidden: 9, pooling, into: &fast) }
        #expect(distance(fast, poolRowsReference(x, offsets: offsets, hidden: 9, pooling)) < 1e-6)
        #expect(fast[9..<18].allSatisfy { $0 == 0 })
    }
}
