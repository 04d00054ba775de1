import Testing
import Training

struct ProportionTests {
    @Test("the bounds are the shares that the normal test of 95 % just does not rule out", arguments: [1, 2, 7, 60, 1_000])
    func wilson(total: Int) {
        for count in Set([0, 1, total / 3, total / 2, total - 1, total]) where (0...total).contains(count) {
            let proportion = Proportion(count, of: total)
            let interval = proportion.interval
            for (bound, edge) in [(interval.low, 0.0), (interval.high, 1.0)] where bound != edge {
                let deviation = abs(proportion.share - bound)
                let reach = 1.959963984540054 * (bound * (1 - bound) / Double(total)).squareRoot()
                #expect(abs(deviation - reach) < 1e-12, "\(count) of \(total): \(bound)")
            }
            #expect(interval.low <= proportion.share && proportion.share <= interval.high)
            #expect(interval.low >= 0 && interval.high <= 1 && interval.high - interval.low > 0)
        }
    }

    @Test("known values: 0 of 10, 5 of 10, 10 of 10")
    func known() {
        #expect(Proportion(0, of: 10).interval.low == 0)
        #expect(abs(Proportion(0, of: 10).interval.high - 0.277_532_799_862) < 1e-9)
        #expect(abs(Proportion(5, of: 10).interval.low - 0.236_593_090_511) < 1e-9)
        #expect(Proportion(10, of: 10).interval.high == 1)
    }

    @Test("of nothing the share is 0 and may be anywhere")
    func nothing() {
        #expect(Proportion(0, of: 0).share == 0)
        #expect(Proportion(0, of: 0).interval == Interval(low: 0, high: 1))
    }
}
