import Foundation
import Testing
import TrainerService

struct StabilityIndexTests {
    @Test("the index of shares is the sum that is worked out by hand")
    func byHand() {
        // (0.3 − 0.5) ln(0.3/0.5) + (0.7 − 0.5) ln(0.7/0.5) = 0.2 · ln((0.5 · 0.7) / (0.3 · 0.5)) = 0.2 · ln(7/3) = 0.169459…
        #expect(abs(StabilityIndex.of(expected: [0.5, 0.5], actual: [0.3, 0.7]) - 0.16945957207744072) < 1e-12)
        // 0.1 ln 2 + 0 − 0.1 ln(1/3 · …): [0.1, 0.6, 0.3] → [0.2, 0.6, 0.2]: 0.1 ln 2 + 0.1 ln 1.5 = 0.1 ln 3.
        #expect(abs(StabilityIndex.of(expected: [0.1, 0.6, 0.3], actual: [0.2, 0.6, 0.2]) - 0.1 * log(3.0)) < 1e-12)
    }

    @Test("the index of counts has half a count more in every cell")
    func counts() {
        // (3 + ½)/5 = 0.7 and (1 + ½)/5 = 0.3 against 0.5 and 0.5.
        #expect(abs(StabilityIndex.of(expectedCounts: [2, 2], actualCounts: [3, 1]) - 0.2 * log(7.0 / 3.0)) < 1e-12)
        #expect(StabilityIndex.of(expectedCounts: [0, 0], actualCounts: [0, 0]) == 0)
        #expect(StabilityIndex.of(expectedCounts: [0, 100], actualCounts: [100, 0]).isFinite)
    }

    @Test("the index is the same both ways, is never negative, and is zero for equal shares")
    func invariants() {
        let (a, b) = ([5, 0, 17, 3], [1, 9, 2, 30])
        #expect(abs(StabilityIndex.of(expectedCounts: a, actualCounts: b) - StabilityIndex.of(expectedCounts: b, actualCounts: a)) < 1e-12)
        #expect(StabilityIndex.of(expectedCounts: a, actualCounts: b) > 0)
        #expect(abs(StabilityIndex.of(expectedCounts: a, actualCounts: a)) < 1e-15)
    }
}
