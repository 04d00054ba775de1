import Benchmarks
import Testing

struct SamplesTests {
    @Test("a percentile is the smallest sample that so many do not exceed")
    func nearestRank() {
        let samples = Samples((1...1_000).reversed().map(Double.init))
        for (percent, expected) in [(50.0, 500.0), (10, 100), (90, 900), (99, 990), (99.9, 999), (100, 1_000), (0, 1), (7, 70)] {
            #expect(samples.percentile(percent) == expected, "\(percent)")
        }
        #expect(samples.median == 500 && samples.maximum == 1_000 && samples.mean == 500.5)
    }

    @Test("a high percentile of few samples is the highest, and no value is made up between two")
    func few() {
        #expect(Samples([3, 1]).median == 1)
        #expect(Samples([3, 1]).percentile(50.01) == 3)
        #expect(Samples([5]).percentile(99.9) == 5)
        #expect(Samples([2, 9, 4]).percentile(99.9) == 9)
    }

    @Test("nothing has no percentile")
    func none() {
        let samples = Samples([Double]())
        #expect(samples.count == 0 && samples.median == nil && samples.maximum == nil && samples.mean == nil)
    }
}
