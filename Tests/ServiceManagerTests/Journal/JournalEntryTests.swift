import Foundation
import ServiceManager
import Testing

struct JournalEntryTests {
    private let entry = JournalEntry(
        program: "picketd", priority: .notice, message: "serving b", event: .bundleActivated,
        fields: [.bundle("b"), .latencyMicroseconds(12)])

    @Test("the journal gets message, priority, program, event and identifier, then the fields")
    func assignments() {
        let expected = [
            "MESSAGE=serving b", "PRIORITY=5", "SYSLOG_IDENTIFIER=picketd", "PICKET_EVENT=bundle-activated",
            "MESSAGE_ID=\(ServiceEvent.bundleActivated.messageID)", "PICKET_BUNDLE=b", "PICKET_LATENCY_US=12",
        ]
        #expect(entry.assignments.map { "\($0.name)=\($0.value)" } == expected)
    }

    @Test("off systemd an entry is one line, whatever its message holds")
    func line() {
        #expect(entry.line(at: "T") == "T notice picketd: serving b [bundle-activated]")
        let forged = JournalEntry(
            program: "picketd", priority: .info, message: "a\nT error picketd: forged\u{1B}[2J\r\u{7F}", event: nil, fields: [])
        #expect(forged.line(at: "T") == "T info picketd: a T error picketd: forged [2J  ")
    }

    @Test("standard error is the journal only if it is the very stream that systemd named")
    func stream() {
        var status = stat()
        #expect(fstat(STDERR_FILENO, &status) == 0)
        #expect(JournalEntry.standardErrorIsJournal(JOURNAL_STREAM: "\(status.st_dev):\(status.st_ino)"))
        for other in [nil, "", ":", "1:2", "\(status.st_dev):", "\(status.st_dev):\(status.st_ino)0", "x:y"] {
            #expect(!JournalEntry.standardErrorIsJournal(JOURNAL_STREAM: other))
        }
    }

    @Test("more important priorities are greater")
    func order() {
        let ascending: [JournalPriority] = [.debug, .info, .notice, .warning, .error]
        #expect(ascending.shuffled().sorted() == ascending)
    }
}
