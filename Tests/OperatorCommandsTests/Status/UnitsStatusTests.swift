import JSONParsing
import OperatorCommands
import ServiceManager
import Testing

struct UnitsStatusTests {
    private static let now: UInt64 = 1_800_000_000_000_000

    private static func status(_ units: [UnitState]) -> UnitsStatus { UnitsStatus(.units(units), now: now) }

    private static func timer(_ active: String, next: UInt64 = 0, last: UInt64 = 0) -> UnitState {
        UnitState(
            name: "picket-round.timer",
            properties: [
                "LoadState": .text("loaded"), "ActiveState": .text(active), "NextElapseUSecRealtime": .number(next),
                "LastTriggerUSec": .number(last),
            ])
    }

    @Test("a timer says when it fires and when it did")
    func timer() {
        let status = Self.status([Self.timer("active", next: Self.now + 10_800_000_000, last: Self.now - 600_000_000)])
        #expect(status.timerLine.hasPrefix("next 2027-01-1") && status.timerLine.contains("(in 3 h), last "))
        #expect(status.timerLine.hasSuffix("(10 min ago)"))
        #expect(status.timerJSON.object?["next_us"]?.int == Int(Self.now) + 10_800_000_000)
    }

    @Test("a timer that is not in use says how to use it, and one that never fired says so")
    func unused() {
        #expect(Self.status([Self.timer("inactive")]).timerLine.contains("systemctl enable --now picket-round.timer"))
        #expect(Self.status([Self.timer("active", next: Self.now)]).timerLine.hasSuffix("never fired"))
        #expect(Self.status([]).timerLine.contains("not installed"))
    }

    @Test("without systemd there is no timer and no unit, and that is said")
    func noSystemd() {
        let status = UnitsStatus(.noSystemd, now: Self.now)
        #expect(status.timerLine == "none: there is no systemd here")
        #expect(status.lines.isEmpty && status.json == .null && status.timerJSON == .null)
        #expect(UnitsStatus(.failed(.systemBus(operation: "connect", errno: 110)), now: Self.now).timerLine.hasPrefix("unknown: "))
    }

    @Test("a unit's line has its state, since when, restarts and memory; what is not installed has none")
    func lines() throws {
        let daemon = UnitState(
            name: "picketd.service",
            properties: [
                "LoadState": .text("loaded"), "ActiveState": .text("active"), "SubState": .text("running"), "NRestarts": .number(2),
                "MemoryCurrent": .number(41 << 20), "ActiveEnterTimestamp": .number(Self.now - 7_200_000_000), "MainPID": .number(9),
            ])
        let failed = UnitState(
            name: "x.service",
            properties: [
                "LoadState": .text("loaded"), "ActiveState": .text("failed"), "SubState": .text("failed"), "Result": .text("watchdog"),
            ])
        let absent = UnitState(name: "none.service", properties: ["LoadState": .text("not-found")])
        let status = Self.status([daemon, failed, absent])
        #expect(status.lines.count == 2)
        #expect(status.lines[0].hasPrefix("picketd.service  active (running), since ") && status.lines[0].contains("(2 h ago)"))
        #expect(status.lines[0].hasSuffix("restarted 2 times, 41.0 MiB"))
        #expect(status.lines[1] == "x.service        failed (failed), watchdog")
        let json = try #require(status.json.array?.first?.object)
        #expect(json["restarts"]?.int == 2 && json["pid"]?.int == 9 && json["memory_bytes"]?.int == 41 << 20)
        #expect(status.json.array?.count == 2)
    }
}
