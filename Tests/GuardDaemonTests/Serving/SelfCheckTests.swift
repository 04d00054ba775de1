import GuardDaemon
import OSThreads
import ServiceManager
import TestSupport
import Testing

struct SelfCheckTests {
    @Test("a daemon whose threads compute answers itself, also when asked while it is busy")
    func answered() throws {
        let tiny = try TinyService()
        for _ in 0..<3 { #expect(SelfCheck(service: tiny.service).check(patience: .seconds(60)) == .answered) }
    }

    @Test("a daemon whose threads do not compute is stuck")
    func stuck() throws {
        let tiny = try TinyService(starts: false)
        #expect(SelfCheck(service: tiny.service).check(patience: .milliseconds(20)) == .stuck)
        // The queue of a stuck daemon is full at some time: that is no excuse.
        for _ in 0..<20 { _ = SelfCheck(service: tiny.service).check(patience: .milliseconds(1)) }
        #expect(SelfCheck(service: tiny.service).check(patience: .milliseconds(20)) == .stuck)
    }

    @Test("the watchdog is told after each verdict, and not by a daemon that is stuck, which says so once")
    func telling() throws {
        let told = Told()
        let well = try TinyService()
        let check = SelfCheck(service: well.service)
        let thread = try #require(check.start(interval: .milliseconds(2)) { told.raise() })
        told.wait(for: 3)
        check.end()
        thread.join()
        #expect(well.log(of: .selfCheckFailed).isEmpty)

        let stuck = try TinyService(starts: false)
        let never = Told()
        let second = SelfCheck(service: stuck.service)
        let other = try #require(second.start(interval: .milliseconds(2)) { never.raise() })
        while stuck.log(of: .selfCheckFailed).isEmpty {}
        _ = SelfCheck(service: stuck.service).check(patience: .milliseconds(30))
        second.end()
        other.join()
        #expect(never.count == 0 && stuck.log(of: .selfCheckFailed).count == 1)
    }
}
