import Logging
import ServiceManager
import Synchronization
import Testing

struct EventLogTests {
    private final class Entries: Sendable {
        let all = Mutex<[JournalEntry]>([])
    }

    private let entries = Entries()
    private var log: EventLog { EventLog(program: "picketd") { [entries] entry in entries.all.withLock { $0.append(entry) } } }

    @Test("an event has the priority that goes with it, its fields, and its message")
    func report() {
        log.report(.activationFailed, "no", .bundle("b"), .peerUID(7))
        log.write(.info, "listening")
        #expect(
            entries.all.withLock { $0 } == [
                JournalEntry(
                    program: "picketd", priority: .warning, message: "no", event: .activationFailed, fields: [.bundle("b"), .peerUID(7)]),
                JournalEntry(program: "picketd", priority: .info, message: "listening", event: nil, fields: []),
            ])
    }

    @Test("what a library logs is a line without an event, at its level")
    func library() {
        var logger = Logger(label: "x") { _ in EventLogHandler(log) }
        logger[metadataKey: "text"] = "secret"
        logger.warning("careful", metadata: ["more": "secret"])
        logger.debug("not at this level")
        logger.critical("bad")
        let found = entries.all.withLock { $0 }
        #expect(found.map(\.message) == ["careful", "bad"] && found.map(\.priority) == [.warning, .error])
        #expect(found.allSatisfy { $0.event == nil && $0.fields.isEmpty })
    }
}
