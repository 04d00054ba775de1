import Kernels
import TestSupport
import Testing

struct ReLUTests {
    @Test("relu equals its definition at every edge of the vectors", arguments: InstructionSet.available)
    func edges(set: InstructionSet) {
        var random = RandomNumbers(seed: 82)
        for count in [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33] {
            let x = random.floats(count)
            var (fast, plain) = (x + [-7], x + [-7])
            relu(&fast, count: count, set)
            reluReference(&plain, count: count)
            #expect(fast == plain, "\(count) elements")
        }
    }

    @Test("NaN stays, infinities are no exception", arguments: InstructionSet.available)
    func special(set: InstructionSet) {
        var x: [Float] = [.nan, -.infinity, .infinity, -0.0]
        relu(&x, count: 4, set)
        #expect(x[0].isNaN && x[1] == 0 && x[2] == .infinity && x[3] == 0)
    }
}
