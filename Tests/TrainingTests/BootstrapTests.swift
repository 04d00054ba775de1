import Testing
import Training

struct BootstrapTests {
    @Test("intervals are those of scikit-learn's scores on the same resamples")
    func golden() throws {
        for expected in try ProbeGoldens.cases("metrics.json") {
            let predictions = predictions(of: try expected.floats("probabilities"), classCount: 6)
            let intervals = Bootstrap(resamples: 1_000, seed: UInt64(try expected.int("seed")))
                .intervals(labels: try expected.ints("labels"), predictions: predictions, classCount: 6)
            let golden = try expected.object("intervals")
            #expect(try largestDifference([intervals.accuracy.low, intervals.accuracy.high], golden.doubles("accuracy")) < 1e-9)
            #expect(try largestDifference([intervals.macroF1.low, intervals.macroF1.high], golden.doubles("macro_f1")) < 1e-9)
            for (found, bounds) in zip(intervals.f1, try golden.rows("f1")) {
                #expect(largestDifference([found.low, found.high], bounds) < 1e-9)
            }
        }
    }

    @Test("a classifier that is always right has intervals of no width")
    func perfect() {
        let intervals = Bootstrap(resamples: 50).intervals(labels: [0, 1, 2], predictions: [0, 1, 2], classCount: 4)
        #expect(intervals.accuracy == Interval(low: 1, high: 1))
        #expect(intervals.macroF1 == Interval(low: 1, high: 1))
        #expect(intervals.f1[0] == Interval(low: 1, high: 1))
        #expect(intervals.f1[3] == Interval(low: 0, high: 0))
    }

    @Test("the seed decides the resamples, and more rows narrow the interval")
    func seedAndSize() {
        func intervals(_ count: Int, _ seed: UInt64) -> Bootstrap.Intervals {
            let labels = (0..<count).map { $0 % 3 }
            let predictions = (0..<count).map { $0 % 4 == 0 ? 0 : $0 % 3 }
            return Bootstrap(seed: seed).intervals(labels: labels, predictions: predictions, classCount: 3)
        }
        #expect(intervals(60, 1) == intervals(60, 1))
        #expect(intervals(60, 1) != intervals(60, 2))
        func width(_ interval: Interval) -> Double { interval.high - interval.low }
        #expect(width(intervals(600, 1).accuracy) < width(intervals(60, 1).accuracy) / 2)
    }
}
