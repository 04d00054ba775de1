import Benchmarks
import Testing

struct ArrivalsTests {
    @Test("even arrivals are spaced by the rate and end with the duration")
    func even() {
        let times = Arrivals.even.times(rate: 100, nanoseconds: 50_000_000)
        #expect(times == [10_000_000, 20_000_000, 30_000_000, 40_000_000])
    }

    @Test("Poisson arrivals keep the rate, and their gaps are as uneven as they should be")
    func poisson() {
        let times = Arrivals.poisson.times(rate: 1_000, nanoseconds: 20_000_000_000)
        #expect(abs(times.count - 20_000) < 600)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        let gaps = Samples(zip(times, times.dropFirst()).map { Double($1 - $0) })
        // Of an exponential distribution of mean 1 ms: half of the gaps are below ln 2, a tenth above ln 10.
        #expect(abs((gaps.median ?? 0) - 693_147) < 40_000)
        #expect(abs((gaps.percentile(90) ?? 0) - 2_302_585) < 150_000)
    }

    @Test("the same seed gives the same traffic, another one another")
    func seeds() {
        let first = Arrivals.poisson.times(rate: 50, nanoseconds: 1_000_000_000, seed: 1)
        #expect(first == Arrivals.poisson.times(rate: 50, nanoseconds: 1_000_000_000, seed: 1))
        #expect(first != Arrivals.poisson.times(rate: 50, nanoseconds: 1_000_000_000, seed: 2))
    }
}
