import Testing
import Training

struct StrengthRuleTests {
    private let alone = (0..<4).map { [$0] }

    @Test("the smallest strength within one standard error of the best is chosen")
    func oneError() {
        let best = [1.0, 2, 3, 4]
        // Mean excess 0.1: steady in the first (error 0), scattered in the second.
        let steady = best.map { $0 + 0.1 }
        let scattered = zip(best, [1.0, -0.8, 0.6, -0.4]).map { $0 + $1 }
        let steadyChoice = StrengthRule.choose(losses: [steady, best], groups: alone)
        #expect(steadyChoice.chosen == 1)
        #expect(abs(steadyChoice.excess[0] - 0.1) < 1e-12 && steadyChoice.error[0] < 1e-12)
        let scatteredChoice = StrengthRule.choose(losses: [scattered, best], groups: alone)
        #expect(scatteredChoice.chosen == 0)
        #expect(abs(scatteredChoice.excess[0] - 0.1) < 1e-12)
        // sqrt(0.81 + 0.81 + 0.25 + 0.25) / 4
        #expect(abs(scatteredChoice.error[0] - 0.36400549446402586) < 1e-12)
    }

    @Test("a group counts as one observation")
    func grouped() {

        let errors = (
            StrengthRule.choose(losses: [[0, 0, 0, 0], [1.2, 1.2, 0, 0]], groups: alone).error[1],
            StrengthRule.choose(losses: [[0, 0, 0, 0], [1.2, 1.2, 0, 0]], groups: [[0, 1], [2, 3]]).error[1]
        )
        #expect(abs(errors.0 - 0.3) < 1e-12)
        #expect(abs(errors.1 - 0.3 * 2.0.squareRoot()) < 1e-12)
    }

    @Test("among equals the smallest strength wins")
    func tie() {
        #expect(StrengthRule.choose(losses: [[1, 1], [1, 1], [1, 1]], groups: [[0], [1]]).chosen == 0)
    }
}
