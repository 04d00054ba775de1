import OSThreads
import Testing

struct StopSignalTests {
    @Test("a wait of no time passes, and a raised signal ends every wait at once and for good")
    func raises() {
        let stop = StopSignal()
        #expect(!stop.isRaised && stop.pause(.zero))
        stop.raise()
        #expect(stop.isRaised && !stop.pause(.seconds(3600)) && !stop.pause(.zero))
        for _ in 0..<100_000 { stop.raise() }
        #expect(stop.isRaised)
    }
}
