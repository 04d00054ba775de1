import Gradients
import Kernels
import TestSupport
import Testing

struct ReLUBackwardTests {
    @Test("the gradient is that of the definition's differences", arguments: InstructionSet.available)
    func differences(set: InstructionSet) {
        var random = RandomNumbers(seed: 10)
        let x = random.floats(200, in: -5...5)
        let dy = random.floats(200)
        let exact = centralDifferences(at: doubles(x)) { dot(Definition.relu($0), doubles(dy)) }
        var saved = x
        relu(&saved, count: 200, set)
        var found = dy
        reluBackward(&found, y: saved, count: 200, set)
        #expect(distance(found, exact) < 1e-5)
    }

    @Test("the fast version equals the definition at every edge of the vectors", arguments: InstructionSet.available)
    func edges(set: InstructionSet) {
        var random = RandomNumbers(seed: 20)
        for count in edgeCounts {
            let (saved, dy) = (random.floats(count), random.floats(count))
            var (fast, plain) = (dy + [7], dy + [7])
            reluBackward(&fast, y: saved, count: count, set)
            reluBackwardReference(&plain, y: saved, count: count)
            #expect(distance(fast, plain) < 1e-6 && fast.last == 7, "\(count) elements")
        }
    }

    @Test("at 0 the gradient is 0, from the result and from the input alike", arguments: InstructionSet.available)
    func zero(set: InstructionSet) {
        for saved in [[-2, 0, 3], [0, 0, 3]] as [[Float]] {
            var dy: [Float] = [5, 6, 7]
            reluBackward(&dy, y: saved, count: 3, set)
            #expect(dy == [0, 0, 7])
        }
    }
}
