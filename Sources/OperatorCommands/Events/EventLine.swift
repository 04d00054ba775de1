import ConsolePrograms
import Glibc
package import JSONParsing
package import ServiceManager

/// An entry of the journal as `picketctl events` shows it.
package struct EventLine: Equatable, Sendable {
    private let record: JournalRecord
    package let event: String

    /// - Returns: Nil for an entry that is no event.
    package init?(_ record: JournalRecord) {
        guard let event = record.fields["PICKET_EVENT"] else { return nil }
        self.record = record
        self.event = event
    }

    private static let shown = [
        ("PICKET_ROUND", "round"), ("PICKET_BUNDLE", "bundle"), ("PICKET_CLASS", "class"), ("PICKET_SCORE", "score"),
        ("PICKET_REQUEST_ID", "request"), ("PICKET_LATENCY_US", "µs"), ("PICKET_PEER_UID", "uid"),
    ]

    /// 3: error, 4: warning and so on; 6 where the entry does not say.
    package var priority: Int { record.fields["PRIORITY"].flatMap { Int($0) } ?? 6 }

    /// One line for people. Whatever the entry holds, it moves no cursor and starts no other line.
    package func text(columns: Int = 2_000) -> String {
        let fields = Self.shown.compactMap { key, name in
            record.fields[key].flatMap { value -> String? in
                // What the message says already is not said again.
                record.fields["MESSAGE"]?.contains(value) == true ? nil : "\(name)=\(displayText(value, columns: 80))"
            }
        }
        let head = "\(localTime) \(displayText(record.fields["SYSLOG_IDENTIFIER"] ?? "?", columns: 20)) \(displayText(event, columns: 40))"
        let message = displayText(record.fields["MESSAGE"] ?? "", columns: 1_000)
        return displayText(([head + ":", message] + fields).joined(separator: " "), columns: columns)
    }

    package var json: JSONValue {
        var object = JSONObject([("time_us", .int(Int(clamping: record.microseconds))), ("event", .string(event))])
        for key in ["SYSLOG_IDENTIFIER", "PRIORITY", "MESSAGE", "MESSAGE_ID"] + Self.shown.map(\.0) {
            if let value = record.fields[key] { object[key.lowercased()] = .string(value) }
        }
        return .object(object)
    }

    /// `11-23 10:00:00`, in local time.
    private var localTime: String {
        var seconds = time_t(clamping: record.microseconds / 1_000_000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }
}
