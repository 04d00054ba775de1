import JSONParsing
import OperatorCommands
import ServiceManager
import Testing

struct EventLineTests {
    private static func line(_ fields: [String: String]) -> EventLine? {
        EventLine(JournalRecord(microseconds: 1_763_000_000_000_000, fields: fields))
    }

    @Test("an entry without an event is none")
    func noEvent() { #expect(Self.line(["MESSAGE": "listening"]) == nil) }

    @Test("a line has program, event and message, and the fields that the message does not say")
    func text() throws {
        let line = try #require(
            Self.line([
                "SYSLOG_IDENTIFIER": "picketd", "PICKET_EVENT": "message-flagged", "MESSAGE": "self-harm: block", "PRIORITY": "6",
                "PICKET_CLASS": "self-harm", "PICKET_SCORE": "0.9400", "PICKET_PEER_UID": "7",
            ]))
        #expect(line.text().hasSuffix(" picketd message-flagged: self-harm: block score=0.9400 uid=7"))
        #expect(line.priority == 6)
        #expect(line.json.object?["picket_class"] == "self-harm" && line.json.object?["time_us"]?.int == 1_763_000_000_000_000)
    }

    @Test("what an entry holds cannot start another line or move the cursor")
    func hostile() throws {
        let line = try #require(
            Self.line([
                "SYSLOG_IDENTIFIER": "picketd\n", "PICKET_EVENT": "x\u{1B}[2J", "MESSAGE": String(repeating: "a\n\u{202E}", count: 5_000),
                "PRIORITY": "no number", "PICKET_BUNDLE": "\u{7}",
            ]))
        let text = line.text()
        #expect(text.unicodeScalars.count <= 2_000 && line.priority == 6)
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control || $0 == "\u{202E}" })
    }
}
