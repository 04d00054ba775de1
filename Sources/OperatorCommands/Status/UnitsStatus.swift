package import JSONParsing
import ServiceManager

/// The units and the timer, in lines and in JSON.
package struct UnitsStatus: Equatable, Sendable {
    package let answer: UnitChecks.Answer
    /// Microseconds since 1970.
    package let now: UInt64

    package init(_ answer: UnitChecks.Answer, now: UInt64) {
        self.answer = answer
        self.now = now
    }

    private static let timerName = "picket-round.timer"

    /// Those that are installed.
    private var units: [UnitState] {
        if case .units(let units) = answer { units.filter(\.isThere) } else { [] }
    }

    /// When rounds begin by themselves.
    package var timerLine: String {
        switch answer {
        case .noSystemd: return "none: there is no systemd here"
        case .failed(let error): return "unknown: \(error)"
        case .units: break
        }
        guard let unit = units.first(where: { $0.name == Self.timerName }) else { return "none: \(Self.timerName) is not installed" }
        let last = unit.timer?.last.map { "last \(MomentWords($0, now: now).text)" } ?? "never fired"
        guard unit.isActive else { return "not in use (sudo systemctl enable --now \(Self.timerName)), \(last)" }
        let next = unit.timer?.next.map { "next \(MomentWords($0, now: now).text)" } ?? "fires at no known time"
        return "\(next), \(last)"
    }

    /// A line for each unit; none where there is no systemd.
    package var lines: [String] {
        let width = units.map { $0.name.unicodeScalars.count }.max() ?? 0
        return units.map { unit in
            var words = [
                unit.name + String(repeating: " ", count: width - unit.name.unicodeScalars.count) + "  \(unit.active) (\(unit.sub))"
            ]
            if unit.isFailed, let result = unit.result { words.append(result) }
            if unit.isActive, let since = unit.activeSince { words.append("since \(MomentWords(since, now: now).text)") }
            if let restarts = unit.restarts, restarts > 0 { words.append(restarts == 1 ? "restarted once" : "restarted \(restarts) times") }
            if let bytes = unit.memoryBytes { words.append(DiskCheck.size(bytes)) }
            return words.joined(separator: ", ")
        }
    }

    package var timerJSON: JSONValue {
        guard let timer = units.first(where: { $0.name == Self.timerName }) else { return .null }
        return [
            "active": .bool(timer.isActive), "next_us": Self.number(timer.timer?.next), "last_us": Self.number(timer.timer?.last),
        ]
    }

    /// Null where systemd cannot be asked.
    package var json: JSONValue {
        guard case .units = answer else { return .null }
        return .array(
            units.map { unit in
                [
                    "name": .string(unit.name), "load": .string(unit.load), "active": .string(unit.active), "sub": .string(unit.sub),
                    "file": .string(unit.file), "result": unit.result.map { .string($0) } ?? nil,
                    "restarts": unit.restarts.map { .int($0) } ?? nil, "pid": unit.pid.map { .int($0) } ?? nil,
                    "status": unit.statusText.map { .string($0) } ?? nil, "memory_bytes": Self.number(unit.memoryBytes),
                    "since_us": Self.number(unit.activeSince),
                ]
            })
    }

    private static func number(_ value: UInt64?) -> JSONValue { value.map { .int(Int(clamping: $0)) } ?? .null }
}
