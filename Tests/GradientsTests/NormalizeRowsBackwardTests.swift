import Gradients
import TestSupport
import Testing

struct NormalizeRowsBackwardTests {
    @Test("the gradient is that of the definition's differences", arguments: [1, 2, 7, 33])
    func differences(hidden: Int) {
        var random = RandomNumbers(seed: 60)
        let (x, dy) = (random.floats(3 * hidden, in: 0.1...2), random.floats(3 * hidden))
        var found = dy + [7]
        normalizeRowsBackward(&found, x: x, rows: 3, hidden: hidden)
        let exact = centralDifferences(at: doubles(x)) { dot(Definition.normalize($0, hidden: hidden), doubles(dy)) }
        #expect(distance(Array(found.dropLast()), exact) < 1e-6)
        #expect(found.last == 7)
    }

    @Test("a row below the least norm is divided by a constant, a row of zeros too; a very long one keeps its direction out")
    func extremes() {
        var dy: [Float] = [1, 2, 1, 0, 3, 4]
        normalizeRowsBackward(&dy, x: [0, 0, 8e-13, 0, 3e38, 4e37], rows: 3, hidden: 2)
        #expect(distance(Array(dy[..<3]), [1e12, 2e12, 1e12]) < 1e-6)
        #expect(dy[3] == 0)
        #expect(dy[4].isFinite && dy[5].isFinite && abs(dy[4]) < 1e-37)
    }
}
