import OperatorCommands
import ServiceManager
import Testing

struct UnitChecksTests {
    private static func unit(
        _ name: String, load: String = "loaded", active: String = "active", file: String = "enabled", restarts: UInt64? = nil,
        result: String = "success", reload: Bool = false
    ) -> UnitState {
        var properties: [String: UnitProperty] = [
            "LoadState": .text(load), "ActiveState": .text(active), "SubState": .text("running"), "UnitFileState": .text(file),
            "Result": .text(result), "NeedDaemonReload": .flag(reload),
        ]
        if let restarts { properties["NRestarts"] = .number(restarts) }
        return UnitState(name: name, properties: properties)
    }

    private static func finding(_ unit: UnitState) throws -> Finding {
        // Beside one that is there, so that the installation counts as one.
        try #require(UnitChecks(.units([unit, Self.unit("picket-round.service")])).findings.first)
    }

    @Test("units that run are in order")
    func inOrder() {
        let units = UnitChecks.names.map { Self.unit($0) }
        #expect(UnitChecks(.units(units)).findings.allSatisfy { $0.level == .ok })
    }

    @Test("no systemd, a bus that does not answer, and no installation are skipped")
    func skipped() {
        #expect(UnitChecks(.noSystemd).findings.map(\.level) == [.skipped])
        let failed = UnitChecks(.failed(.systemBus(operation: "connect", errno: 110))).findings
        #expect(failed.map(\.level) == [.skipped] && failed[0].found.contains("system bus"))
        let none = UnitChecks.names.map { Self.unit($0, load: "not-found", active: "inactive") }
        #expect(UnitChecks(.units(none)).findings.map(\.level) == [.skipped])
    }

    @Test("a unit of the daemon that is missing fails, one of the trainer warns")
    func missing() throws {
        #expect(try Self.finding(Self.unit("picketd.socket", load: "not-found")).level == .failing)
        #expect(try Self.finding(Self.unit("picket-trainer.socket", load: "not-found")).level == .warning)
    }

    @Test("files that systemd cannot use fail", arguments: [("masked", "unmask"), ("bad-setting", "verify"), ("error", "verify")])
    func unusable(load: String, remedy: String) throws {
        let finding = try Self.finding(Self.unit("picketd.service", load: load))
        #expect(finding.level == .failing && finding.remedy?.contains(remedy) == true)
    }

    @Test("a failed unit fails with the reason")
    func failed() throws {
        let finding = try Self.finding(Self.unit("picketd.service", active: "failed", result: "oom-kill"))
        #expect(finding.level == .failing && finding.found.contains("oom-kill"))
        #expect(finding.remedy?.contains("journalctl -x -n 50 -u picketd.service") == true)
    }

    @Test("a service that was restarted warns while it runs and fails while it does not")
    func restarts() throws {
        let running = try Self.finding(Self.unit("picketd.service", restarts: 1))
        #expect(running.level == .warning && running.found.contains("once"))
        let dying = try Self.finding(Self.unit("picketd.service", active: "activating", restarts: 7))
        #expect(dying.level == .failing && dying.found.contains("7 times"))
        #expect(try Self.finding(Self.unit("picketd.service", restarts: 0)).level == .ok)
    }

    @Test("a socket that does not listen, or will not after a restart of the machine, is found")
    func sockets() throws {
        #expect(try Self.finding(Self.unit("picketd.socket", active: "inactive")).level == .failing)
        #expect(try Self.finding(Self.unit("picket-trainer.socket", active: "inactive")).level == .warning)
        let disabled = try Self.finding(Self.unit("picketd-admin.socket", file: "disabled"))
        #expect(disabled.level == .warning && disabled.remedy == "sudo systemctl enable --now picketd-admin.socket")
    }

    @Test("what is opt-in may be off", arguments: ["picketd-loopback.socket", "picket-round.timer"])
    func optional(name: String) throws {
        let finding = try Self.finding(Self.unit(name, active: "inactive", file: "disabled"))
        #expect(finding.level == .ok && finding.found.contains("not in use"))
    }

    @Test("a service that its socket starts may be off")
    func asleep() throws {
        #expect(try Self.finding(Self.unit("picket-trainer.service", active: "inactive", file: "static")).level == .ok)
    }

    @Test("a file that has changed since it was read warns")
    func reload() throws {
        #expect(try Self.finding(Self.unit("picketd.service", reload: true)).remedy?.contains("daemon-reload") == true)
    }
}
