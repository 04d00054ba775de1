import Kernels
import TestSupport
import Testing

struct SumOfSquaresTests {
    @Test(
        "the sum equals its definition and is the same on every instruction set, at every edge", arguments: [0, 1, 15, 16, 17, 33, 10_007])
    func sums(count: Int) {
        var random = RandomNumbers(seed: 90)
        let x = random.floats(count, in: -3...3)
        let exact = sumOfSquaresReference(x, count: count)
        for set in InstructionSet.available {
            let found = sumOfSquares(x, count: count, set)
            #expect(abs(found - exact) <= 1e-12 * exact)
            #expect(found == sumOfSquares(x, count: count, .portable))
        }
    }

    @Test("squares that no float32 holds are summed", arguments: InstructionSet.available)
    func large(set: InstructionSet) {
        #expect(abs(sumOfSquares([3e38, 2e38, 1e-30], count: 3, set) / 13e76 - 1) < 1e-6)
    }
}
