package import ServiceManager

/// The units as systemd has them.
package struct UnitChecks: Equatable, Sendable {
    package enum Answer: Equatable, Sendable {
        case units([UnitState])
        case noSystemd
        case failed(ServiceManagerError)
    }

    package static let names = [
        "picketd.socket", "picketd-admin.socket", "picketd.service", "picket-trainer.socket", "picket-trainer.service",
        "picket-round.timer", "picket-round.service", "picketd-loopback.socket",
    ]

    /// Without these the daemon cannot be reached.
    private static let needed: Set<String> = ["picketd.socket", "picketd-admin.socket", "picketd.service"]
    private static let optional: Set<String> = ["picket-round.timer", "picketd-loopback.socket"]

    package var answer: Answer

    package init(_ answer: Answer) { self.answer = answer }

    package var findings: [Finding] {
        switch answer {
        case .noSystemd:
            return [.skipped("units", "there is no systemd here", remedy: "start the services by hand: picketd, picket-trainer serve")]
        case .failed(let error):
            return [.skipped("units", "\(error)", remedy: "ask systemd itself: systemctl list-units --all 'picket*'")]
        case .units(let units):
            guard units.contains(where: \.isThere) else {
                return [.skipped("units", "none of Picket's units is installed", remedy: "install them: sudo deploy/install")]
            }
            return units.map(Self.finding)
        }
    }

    private static func finding(_ unit: UnitState) -> Finding {
        let name = unit.name
        guard unit.isThere else {
            let remedy = "install it again: sudo deploy/install"
            return needed.contains(name)
                ? .failing(name, "it is not installed", remedy: remedy) : .warning(name, "it is not installed", remedy: remedy)
        }
        if unit.load != "loaded" { return .failing(name, "systemd cannot use its file: \(unit.load)", remedy: loading(unit)) }
        if unit.isFailed {
            return .failing(name, "it failed: \(unit.result ?? "unknown")", remedy: "look why: journalctl -x -n 50 -u \(name)")
        }
        if name.hasSuffix(".socket"), let finding = socket(unit) { return finding }
        if let finding = restarts(unit) { return finding }
        if unit.needsReload {
            return .warning(name, "its file has changed since systemd read it", remedy: "read it again: sudo systemctl daemon-reload")
        }
        return .ok(name, words(unit))
    }

    private static func loading(_ unit: UnitState) -> String {
        unit.load == "masked"
            ? "let it be used: sudo systemctl unmask \(unit.name)" : "look what is wrong: systemd-analyze verify \(unit.name)"
    }

    /// A socket that does not listen is nobody's way in.
    private static func socket(_ unit: UnitState) -> Finding? {
        guard !optional.contains(unit.name) else { return nil }
        let enable = "sudo systemctl enable --now \(unit.name)"
        if !unit.isActive {
            let words = "it does not listen: \(unit.active)"
            return needed.contains(unit.name)
                ? .failing(unit.name, words, remedy: enable) : .warning(unit.name, words, remedy: enable)
        }
        if unit.file == "disabled" {
            return .warning(unit.name, "it listens, and will not after the machine has started anew", remedy: enable)
        }
        return nil
    }

    private static func restarts(_ unit: UnitState) -> Finding? {
        guard let restarts = unit.restarts, restarts > 0 else { return nil }
        let times = restarts == 1 ? "once" : "\(restarts) times"
        let remedy = "look why: journalctl -x -n 50 -u \(unit.name)"
        if unit.isActive { return .warning(unit.name, "it runs, and systemd restarted it \(times)", remedy: remedy) }
        return .failing(unit.name, "it does not stay up: \(unit.active), restarted \(times)", remedy: remedy)
    }

    private static func words(_ unit: UnitState) -> String {
        let file = unit.file.isEmpty || unit.file == "static" ? "" : ", \(unit.file)"
        if optional.contains(unit.name), !unit.isActive { return "not in use\(file)" }
        return "\(unit.active) (\(unit.sub))\(file)"
    }
}

extension UnitChecks.Answer {
    /// Asks systemd.
    static func observed(_ reader: UnitReader = UnitReader()) -> UnitChecks.Answer {
        do throws(ServiceManagerError) {
            return try reader.states(of: UnitChecks.names).map { .units($0) } ?? .noSystemd
        } catch { return .failed(error) }
    }
}
