import Gradients
import Kernels
import TestSupport
import Testing

struct GELUBackwardTests {
    @Test("the gradient is that of the definition's differences", arguments: InstructionSet.available)
    func differences(set: InstructionSet) {
        var random = RandomNumbers(seed: 10)
        let x = random.floats(200, in: -5...5)
        let dy = random.floats(200)
        let exact = centralDifferences(at: doubles(x)) { dot(Definition.gelu($0), doubles(dy)) }
        var found = dy
        geluBackward(&found, x: x, count: 200, set)
        #expect(distance(found, exact) < 1e-5)
    }

    @Test("the fast version equals the definition at every edge of the vectors", arguments: InstructionSet.available)
    func edges(set: InstructionSet) {
        var random = RandomNumbers(seed: 20)
        for count in edgeCounts {
            let (saved, dy) = (random.floats(count, in: -6...6), random.floats(count))
            var (fast, plain) = (dy + [7], dy + [7])
            geluBackward(&fast, x: saved, count: count, set)
            geluBackwardReference(&plain, x: saved, count: count)
            #expect(distance(fast, plain) < 1e-6 && fast.last == 7, "\(count) elements")
        }
    }

    @Test("far from zero the derivative is 0 or 1, however far", arguments: InstructionSet.available)
    func extremes(set: InstructionSet) {
        var dy: [Float] = [3, 3, 3, 3, 3]
        geluBackward(&dy, x: [-1e30, -50, 50, 1e30, 0], count: 5, set)
        #expect(dy == [0, 0, 3, 3, 1.5])
    }
}
