import Testing
import TrainerService

struct RankAUCTests {
    @Test("the area is the share of pairs in order, worked out by hand")
    func byHand() {
        // Pairs of 0.8, 0.4 with 0.6, 0.2: 3 of 4 in order.
        #expect(RankAUC.of(positives: [0.8, 0.4], negatives: [0.6, 0.2]) == 0.75)
        // Ties count half: (1 + ½ + ½ + 0) / 4 with 1, 2 against 1, 2 is (½ + 0 + 1 + ½) / 4.
        #expect(RankAUC.of(positives: [1, 2], negatives: [1, 2]) == 0.5)
        #expect(RankAUC.of(positives: [3, 3, 1], negatives: [3, 2]) == (0.5 + 1 + 0.5 + 1 + 0 + 0) / 6)
        #expect(RankAUC.of(positives: [2, 3], negatives: [0, 1]) == 1)
        #expect(RankAUC.of(positives: [0, 1], negatives: [2, 3]) == 0)
        #expect(RankAUC.of(positives: [], negatives: [1]) == nil)
    }

    @Test("the interval has Hanley and McNeil's standard error, worked out by hand")
    func interval() {
        // A = 0.75, n = m = 20: Q1 = 0.75/1.25 = 0.6, Q2 = 1.125/1.75 = 0.642857…;
        // variance = (0.1875 + 19 · 0.0375 + 19 · 0.0803571…) / 400 = 0.00606696…; 1.96 standard errors = 0.152663…
        let interval = RankAUC.interval(0.75, positives: 20, negatives: 20)
        #expect(abs(interval.lowerBound - (0.75 - 0.152663)) < 1e-5)
        #expect(abs(interval.upperBound - (0.75 + 0.152663)) < 1e-5)
        #expect(RankAUC.interval(1, positives: 5, negatives: 5) == 1...1)
        #expect(RankAUC.interval(0.5, positives: 0, negatives: 5) == 0...1)
        #expect(RankAUC.interval(0.98, positives: 3, negatives: 3).upperBound == 1)
    }
}
