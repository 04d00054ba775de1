import Benchmarks
import Testing

struct OpenRateTests {
    @Test("a rate is a number a second, or a share of the peak")
    func rates() {
        #expect(OpenRate(argument: "250") == .perSecond(250))
        #expect(OpenRate(argument: "12.5") == .perSecond(12.5))
        #expect(OpenRate(argument: "50%") == .shareOfPeak(0.5))
        #expect(OpenRate.perSecond(250).perSecond(peak: nil) == 250)
        #expect(OpenRate.shareOfPeak(0.5).perSecond(peak: 300) == 150)
        #expect(OpenRate.shareOfPeak(0.5).perSecond(peak: nil) == nil && OpenRate.shareOfPeak(0.5).perSecond(peak: 0) == nil)
        #expect(OpenRate.shareOfPeak(0.5).description(perSecond: 150) == "open, 50.0 % of peak")
    }

    @Test("what is no rate is refused", arguments: ["", "0", "-3", "nan", "inf", "%", "0%", "101%", "fast", "2000000"])
    func refused(text: String) { #expect(OpenRate(argument: text) == nil) }
}
