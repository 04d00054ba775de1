import Foundation
import TestSupport
import Testing
import TrainerService

struct StabilityTestTests {
    /// Class shares of a balanced reference, and of everyday traffic.
    static let balanced = [Double](repeating: 1.0 / 6, count: 6)
    static let everyday = [0.02, 0.04, 0.03, 0.05, 0.01, 0.85]
    /// Simulated checks a case; the interval of a rate is four standard errors wide on each side.
    private static let checks = 400
    private static let level = 0.05

    private func sample(_ n: Int, _ shares: [Double], _ random: inout RandomNumbers) -> [Int] {
        var counts = [Int](repeating: 0, count: shares.count)
        for _ in 0..<n {
            var rest = Double.random(in: 0..<1, using: &random)
            var cell = 0
            while cell + 1 < shares.count, rest >= shares[cell] {
                rest -= shares[cell]
                cell += 1
            }
            counts[cell] += 1
        }
        return counts
    }

    private func rates(_ n: Int, reference: [Double], actual: [Double], seed: Int) -> (significant: Double, alarms: Double) {
        var random = RandomNumbers(seed: seed)
        var (significant, alarms) = (0, 0)
        for check in 0..<Self.checks {
            let test = StabilityTest(
                expectedCounts: sample(464, reference, &random), actualCounts: sample(n, actual, &random), seed: UInt64(check), draws: 199)
            if test.pValue <= Self.level { significant += 1 }
            if test.verdict(level: Self.level) == .alarm { alarms += 1 }
        }
        return (Double(significant) / Double(Self.checks), Double(alarms) / Double(Self.checks))
    }

    @Test(
        "without drift the p-value is below its level as often as the level says, and no more often alarms, at every sample size",
        arguments: [20, 100, 1_000], [balanced, everyday])
    func falseAlarms(n: Int, shares: [Double]) {
        let rate = rates(n, reference: shares, actual: shares, seed: n)
        let margin = 4 * (Self.level * (1 - Self.level) / Double(Self.checks)).squareRoot()
        #expect(rate.significant <= Self.level + margin)
        // With rare classes and few texts the index has few values, and the test keeps on the safe side of its level.
        if shares == Self.balanced { #expect(rate.significant >= Self.level - margin) }
        #expect(rate.alarms <= rate.significant)
        if n == 1_000 { #expect(rate.alarms == 0) }
    }

    @Test(
        "a shift that matters is found, the surer the more texts there are",
        arguments: [
            // Chat that was 85 % harmless is 60 %: an index of 0.44.
            (20, 0.15), (100, 0.85), (1_000, 0.9),
        ])
    func power(n: Int, least: Double) {
        let shifted = [0.06, 0.11, 0.08, 0.13, 0.02, 0.60]
        let rate = rates(n, reference: Self.everyday, actual: shifted, seed: n)
        #expect(rate.alarms >= least)
    }

    @Test("a small change is no alarm, however many texts there are")
    func smallChange() {
        let changed = [0.025, 0.045, 0.03, 0.055, 0.01, 0.835]
        let test = StabilityTest(
            expectedCounts: Self.everyday.map { Int($0 * 1_000_000) }, actualCounts: changed.map { Int($0 * 1_000_000) }, seed: 1)
        #expect(test.pValue < 0.01)
        #expect(test.verdict(level: 0.05) == .quiet)
    }

    @Test("a few texts are no alarm, however far their index is above the bound")
    func fewTexts() {
        let test = StabilityTest(expectedCounts: [77, 77, 77, 77, 78, 78], actualCounts: [0, 0, 1, 2, 2, 1], seed: 1)
        #expect(test.index > StabilityIndex.alarmBound)
        #expect(test.verdict(level: 0.05) == .quiet)
        #expect(test.chance95 > StabilityIndex.alarmBound)
    }

    @Test("one seed gives one result, and empty tables are quiet")
    func deterministic() {
        func run(_ seed: UInt64) -> StabilityTest { StabilityTest(expectedCounts: [30, 20, 0], actualCounts: [10, 25, 3], seed: seed) }
        #expect(run(1) == run(1))
        #expect(run(1).chance95 != run(2).chance95)
        #expect(StabilityTest(expectedCounts: [0, 0], actualCounts: [0, 0], seed: 1).verdict(level: 0.05) == .quiet)
        #expect(StabilityTest(expectedCounts: [], actualCounts: [], seed: 1).verdict(level: 0.05) == .quiet)
    }
}
