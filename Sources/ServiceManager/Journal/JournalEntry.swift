import CSystemd
import Glibc

/// One entry of the log.
package struct JournalEntry: Equatable, Sendable {
    package let program: String
    package let priority: JournalPriority
    package let message: String
    package let event: ServiceEvent?
    package let fields: [EventField]

    package init(program: String, priority: JournalPriority, message: String, event: ServiceEvent?, fields: [EventField]) {
        self.program = program
        self.priority = priority
        self.message = message
        self.event = event
        self.fields = fields
    }

    /// What the journal is given, in order.
    package var assignments: [(name: String, value: String)] {
        var result = [(name: "MESSAGE", value: message), ("PRIORITY", String(priority.rawValue)), ("SYSLOG_IDENTIFIER", program)]
        if let event { result += [("PICKET_EVENT", event.rawValue), ("MESSAGE_ID", event.messageID)] }
        return result + fields.map(\.assignment)
    }

    /// The entry as one line, without its end. Control characters, which could pretend to be another line, are shown as a space.
    package func line(at time: String) -> String {
        let text = String(String.UnicodeScalarView(message.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
        return "\(time) \(priority.name) \(program): \(text)" + (event.map { " [\($0.rawValue)]" } ?? "")
    }
}

extension JournalEntry {
    /// The journal when standard error leads there, else standard error as text; also when the journal does not take the entry.
    package static let standardSink: @Sendable (JournalEntry) -> Void = {
        let isJournal = standardErrorIsJournal(JOURNAL_STREAM: getenv("JOURNAL_STREAM").map { String(cString: $0) })
        return { entry in
            if isJournal, entry.sendToJournal() { return }
            entry.writeToStandardError()
        }
    }()

    /// - Parameter JOURNAL_STREAM: The variable of that name, `device:inode`: systemd sets it for the stream that leads to the journal.
    /// - Returns: Whether standard error is still that stream; whoever redirects it wants text.
    package static func standardErrorIsJournal(JOURNAL_STREAM: String?) -> Bool {
        var status = stat()
        guard let JOURNAL_STREAM, fstat(STDERR_FILENO, &status) == 0 else { return false }
        return JOURNAL_STREAM == "\(status.st_dev):\(status.st_ino)"
    }

    /// - Returns: False when there is no journal to take it.
    private func sendToJournal() -> Bool {
        let buffers = assignments.map { Array("\($0.name)=\($0.value)".utf8) }
        let bytes = buffers.flatMap { $0 }
        return bytes.withUnsafeBytes { all in
            var offset = 0
            let vectors = buffers.map { buffer in
                defer { offset += buffer.count }
                return iovec(
                    iov_base: UnsafeMutableRawPointer(mutating: all.baseAddress.map { $0 + offset }), iov_len: buffer.count)
            }
            return sd_journal_sendv(vectors, Int32(vectors.count)) >= 0
        }
    }

    private func writeToStandardError() {
        let bytes = Array((line(at: Self.timeNow()) + "\n").utf8)
        // In one call, so that lines of several threads do not mix; a log that nobody reads any more is no reason to stop.
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// UTC to the second, `2026-11-23T10:00:00Z`.
    private static func timeNow() -> String {
        var seconds = time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return "\(date)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }
}
