import Metrics
import Testing

struct HistogramTests {
    private let bounds = HistogramBounds([1, 2, 4])

    @Test("a value is counted in the first bucket whose bound is not below it")
    func buckets() {
        var histogram = Histogram(bounds)
        for value in [-1, 0.5, 1, 1.001, 2, 3, 4, 4.001, .infinity] { histogram.observe(value) }
        #expect(histogram.counts == [3, 2, 2, 2] && histogram.count == 9)
        #expect(histogram.sum == .infinity)
        for value in stride(from: -1.0, through: 6, by: 0.25) {
            #expect(bounds.bucket(of: value) == bounds.values.firstIndex { $0 >= value } ?? 3)
        }
    }

    @Test("what is no number is left out, so that the sum stays one")
    func notANumber() {
        var histogram = Histogram(bounds)
        histogram.observe(.nan)
        histogram.observe(1.5)
        #expect(histogram.count == 1 && histogram.sum == 1.5)
    }

    @Test("exponential bounds grow by the factor, in three digits")
    func exponential() {
        let durations = HistogramBounds.exponential(first: 1e-5, factor: 1.5, count: 40).values
        #expect(durations.prefix(5) == [1e-5, 1.5e-5, 2.25e-5, 3.38e-5, 5.06e-5])
        for (low, high) in zip(durations, durations.dropFirst()) { #expect(abs(high / low - 1.5) < 0.01) }
        #expect(durations.count == 40 && durations.last == 73.7)
    }

    @Test("a quantile is interpolated within its bucket, as Prometheus does it")
    func quantiles() throws {
        var histogram = Histogram(bounds)
        #expect(histogram.quantile(0.5) == nil)
        for _ in 0..<4 { histogram.observe(0.5) }
        for _ in 0..<4 { histogram.observe(3) }
        // Half of the observations end at the first bound; three quarters in the middle of the third bucket.
        #expect(histogram.quantile(0.5) == 1)
        #expect(histogram.quantile(0.25) == 0.5)
        #expect(histogram.quantile(0.75) == 3)
        #expect(histogram.quantile(0) == 0 && histogram.quantile(1) == 4)
        histogram.observe(100)
        #expect(histogram.quantile(1) == 4, "of the bucket without a bound, the bound below")
    }

    @Test("the difference of two states is what was observed between them")
    func since() {
        var histogram = Histogram(bounds)
        histogram.observe(1)
        let earlier = histogram
        histogram.observe(3)
        histogram.observe(3)
        let between = histogram.since(earlier)
        #expect(between.counts == [0, 0, 2, 0] && between.sum == 6)
    }
}
