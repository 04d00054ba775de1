import Testing
import Training

struct PairedBootstrapTests {
    private let labels = (0..<120).map { $0 % 4 }
    private var noisy: [Int] { labels.enumerated().map { $0.offset % 5 == 0 ? ($0.element + 1) % 4 : $0.element } }
    private let bootstrap = Bootstrap(resamples: 400, seed: 3)

    private func difference(_ first: [Int], _ second: [Int], _ bootstrap: Bootstrap? = nil) -> PairedDifference {
        (bootstrap ?? self.bootstrap).macroF1Difference(labels: labels, first: first, second: second, classCount: 4)
    }

    @Test("classifiers that answer alike differ by nothing in any sample")
    func identical() {
        let none = PairedDifference(difference: 0, interval: Interval(low: 0, high: 0), pBetter: 1, pWorse: 1)
        #expect(difference(noisy, noisy) == none)
        #expect(difference(labels, labels) == none)
    }

    @Test("the difference is that of the macro-F1 of both, and changing sides turns everything round")
    func sides() {
        let better = difference(noisy, labels)
        let scores = [noisy, labels].map { ConfusionMatrix(labels: labels, predictions: $0, classCount: 4).macro.f1 }
        #expect(abs(better.difference - (scores[1] - scores[0])) < 1e-12)
        let worse = difference(labels, noisy)
        #expect(worse.difference == -better.difference)
        #expect(abs(worse.interval.low + better.interval.high) < 1e-12 && abs(worse.interval.high + better.interval.low) < 1e-12)
        #expect(worse.pBetter == better.pWorse && worse.pWorse == better.pBetter)
    }

    @Test("a fifth of wrong answers is worse beyond chance, with the smallest p that the resamples can show")
    func proven() {
        let worse = difference(labels, noisy)
        #expect(worse.interval.high < 0)
        #expect(worse.pWorse == 1.0 / 401 && worse.pBetter == 1)
    }

    @Test("one message more or less is within chance")
    func chance() {
        var one = noisy
        one[0] = labels[0]
        let better = difference(noisy, one)
        #expect(better.difference > 0 && better.interval.low == 0)
        #expect(better.pBetter > 0.05 && better.pWorse == 1)
    }

    @Test("the seed decides the resamples")
    func seeded() {
        #expect(difference(noisy, labels) == difference(noisy, labels))
        #expect(difference(noisy, labels) != difference(noisy, labels, Bootstrap(resamples: 400, seed: 4)))
    }
}
