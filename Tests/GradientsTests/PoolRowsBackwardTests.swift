import Gradients
import Kernels
import TestSupport
import Testing

struct PoolRowsBackwardTests {
    @Test("the gradient is that of the definition's differences, and replaces what stood there", arguments: [Pooling.mean, .cls])
    func differences(pooling: Pooling) {
        var random = RandomNumbers(seed: 50)
        let (offsets, hidden) = ([0, 1, 1, 4, 9], 5)
        let (x, dy) = (random.floats(9 * hidden), random.floats(4 * hidden))
        var found = [Float](repeating: .nan, count: 9 * hidden) + [7]
        offsets.withUnsafeBufferPointer { poolRowsBackward(dy: dy, offsets: $0, hidden: hidden, pooling, dx: &found) }
        let exact = centralDifferences(at: doubles(x)) {
            dot(Definition.pool($0, offsets: offsets, hidden: hidden, pooling), doubles(dy))
        }
        #expect(distance(Array(found.dropLast()), exact) < 1e-6)
        #expect(found.last == 7)
    }
}
