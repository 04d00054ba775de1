import CSystemd
import Glibc

/// Reads the journal, entry by entry, in the order of time.
///
///     let reader = try JournalReader()
///     try reader.match("SYSLOG_IDENTIFIER", anyOf: ["picketd"])
///     try reader.seek(.last(50))
///     while let record = try reader.next() { … }
///
/// Not `Sendable`: libsystemd wants one thread for one reader.
package final class JournalReader {
    package enum Place: Equatable {
        case beginning
        /// Microseconds since 1970.
        case time(UInt64)
        /// So many entries before the end.
        case last(Int)
    }

    /// Of a field, beyond which it is cut.
    private static let mostFieldBytes = 64 << 10

    private let journal: OpaquePointer

    /// - Parameter directory: Of journal files; nil for this machine's journal.
    package init(directory: String? = nil) throws(ServiceManagerError) {
        var opened: OpaquePointer?
        let code =
            if let directory { sd_journal_open_directory(&opened, directory, 0) } else { sd_journal_open(&opened, 1 /* local only */) }
        guard code >= 0, let opened else { throw .journal(errno: -code) }
        journal = opened
        sd_journal_set_data_threshold(journal, Self.mostFieldBytes)
    }

    deinit { sd_journal_close(journal) }

    /// Leaves out entries whose field has none of the values. Matches of several fields all have to hold.
    package func match(_ field: String, anyOf values: [String]) throws(ServiceManagerError) {
        for value in values {
            let bytes = Array("\(field)=\(value)".utf8)
            try check(bytes.withUnsafeBytes { sd_journal_add_match(journal, $0.baseAddress, $0.count) })
        }
    }

    package func seek(_ place: Place) throws(ServiceManagerError) {
        switch place {
        case .beginning: try check(sd_journal_seek_head(journal))
        case .time(let microseconds): try check(sd_journal_seek_realtime_usec(journal, microseconds))
        case .last(let count):
            try check(sd_journal_seek_tail(journal))
            // One more than asked for: `next` goes on to the entry after.
            if try check(sd_journal_previous_skip(journal, UInt64(max(0, count)) + 1)) <= count { try check(sd_journal_seek_head(journal)) }
        }
    }

    /// The next entry; nil at the end, which may move: `wait` for more.
    package func next() throws(ServiceManagerError) -> JournalRecord? {
        guard try check(sd_journal_next(journal)) > 0 else { return nil }
        var microseconds: UInt64 = 0
        try check(sd_journal_get_realtime_usec(journal, &microseconds))
        var fields: [String: String] = [:]
        sd_journal_restart_data(journal)
        var data: UnsafeRawPointer?
        var count = 0
        while sd_journal_enumerate_available_data(journal, &data, &count) > 0 {
            guard let data else { continue }
            let bytes = UnsafeRawBufferPointer(start: data, count: count)
            guard let separator = bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
            // What is no UTF-8 is shown with replacement characters: an entry may hold anything.
            let name = String(decoding: bytes[..<separator], as: UTF8.self)
            fields[name] = String(decoding: bytes[(separator + 1)...].prefix(Self.mostFieldBytes), as: UTF8.self)
        }
        return JournalRecord(microseconds: microseconds, fields: fields)
    }

    /// Waits for new entries.
    package func wait(atMost duration: Duration) throws(ServiceManagerError) {
        let microseconds = max(0, duration / .microseconds(1))
        try check(sd_journal_wait(journal, UInt64(min(microseconds, 1e15))))
    }

    /// What the message catalog says of the entry that `next` gave last; nil when it says nothing.
    package func catalogText() -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard sd_journal_get_catalog(journal, &text) >= 0, let text else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    @discardableResult
    private func check(_ code: Int32) throws(ServiceManagerError) -> Int {
        guard code >= 0 else { throw .journal(errno: -code) }
        return Int(code)
    }
}

/// One entry of the journal as it was read.
package struct JournalRecord: Equatable, Sendable {
    /// Since 1970.
    package let microseconds: UInt64
    /// Of a field that is there more than once, the last.
    package let fields: [String: String]

    package init(microseconds: UInt64, fields: [String: String]) {
        self.microseconds = microseconds
        self.fields = fields
    }
}
