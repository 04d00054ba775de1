import Classification
import OperatorCommands
import ServiceManager
import Testing

struct ClockCheckTests {
    private static func level(_ state: ClockState, now: Int = 1_800_000_000) -> Finding.Level {
        // 2027-01-15T08:00:00Z is 1 800 000 000.
        ClockCheck(
            state: state, now: UTCTime(secondsSince1970: now), champion: BundleID("20270115T075959-3fa9c1d204be")
        ).finding.level
    }

    @Test("a clock that is kept right is in order, one that is not warns, and an unknown one is skipped")
    func states() {
        #expect(Self.level(.synchronized) == .ok)
        #expect(Self.level(.unsynchronized) == .warning)
        #expect(Self.level(.unknown(errno: 1)) == .skipped)
    }

    @Test("a clock before the champion was made fails, whatever keeps it", arguments: [0, 1_799_999_998])
    func past(now: Int) {
        #expect(Self.level(.synchronized, now: now) == .failing)
        #expect(Self.level(.unknown(errno: 1), now: now) == .failing)
    }

    @Test("the very second at which the champion was made is not before it")
    func same() {
        #expect(Self.level(.synchronized, now: 1_799_999_999) == .ok)
    }
}
