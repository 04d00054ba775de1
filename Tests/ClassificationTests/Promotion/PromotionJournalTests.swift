import Classification
import DurableFiles
import JSONParsing
import TestSupport
import Testing

struct PromotionJournalTests {
    private static func id(_ letter: Character) throws -> BundleID {
        try #require(BundleID("20260101T000000-" + String(repeating: letter, count: 12)))
    }

    private static func entry(_ kind: PromotionRecord.Kind, _ bundle: Character, from: Character?) throws -> PromotionJournal.Entry {
        let record = PromotionRecord(
            kind: kind, bundle: try id(bundle), from: try from.map(id), previous: nil, by: "mara", reason: nil, gate: nil,
            time: UTCTime(secondsSince1970: 9))
        return PromotionJournal.Entry(record: record, end: .done)
    }

    private static func champions(_ entries: [PromotionJournal.Entry]) -> String {
        String(PromotionJournal(entries: entries).champions.compactMap(\.text.last))
    }

    @Test("the champions that rollback goes through: promotions add, rollbacks take away")
    func champions() throws {
        let (a, b, c) = (
            try Self.entry(.promote, "a", from: nil), try Self.entry(.promote, "b", from: "a"), try Self.entry(.promote, "c", from: "b")
        )
        #expect(Self.champions([a, b, c]) == "abc")
        #expect(Self.champions([a, b, c, try Self.entry(.rollback, "b", from: "c")]) == "ab")
        #expect(Self.champions([a, b, try Self.entry(.promote, "a", from: "b"), try Self.entry(.rollback, "b", from: "a")]) == "ab")
        #expect(Self.champions([a, try Self.entry(.rollback, "a", from: "a")]) == "a")
    }

    @Test("what was refused or cut off does not count, and a champion from elsewhere starts anew")
    func gaps() throws {
        var refused = try Self.entry(.promote, "c", from: "b")
        refused.end = .refused("no")
        var cut = refused
        cut.end = .pending
        let (a, b) = (try Self.entry(.promote, "a", from: nil), try Self.entry(.promote, "b", from: "a"))
        #expect(Self.champions([a, b, refused, cut]) == "ab")
        #expect(Self.champions([a, b, try Self.entry(.promote, "d", from: "e")]) == "ed")
    }

    @Test("what was written is read again, with every field")
    func roundTrip() throws {
        let fixture = try PromotionFixture()
        try fixture.promote(0)
        _ = try fixture.promoter().promote(fixture.ids[1], by: "Mara \"M\" Ek\n", reason: "näher, \u{1F600}", gate: "needs-approval")
        let entry = try #require(try PromotionJournal(of: fixture.models).entries.last)
        #expect(
            entry.record
                == PromotionRecord(
                    kind: .promote, bundle: fixture.ids[1], from: fixture.ids[0], previous: fixture.ids[0], by: "Mara \"M\" Ek\n",
                    reason: "näher, \u{1F600}", gate: "needs-approval", time: UTCTime(secondsSince1970: 2)))
    }

    static let hostile = [
        "", "{}", "[]", "not JSON", "{\"event\":\"begun\"}", "{\"event\":\"done\"}", "{\"event\":3}",
        "{\"event\":\"begun\",\"kind\":\"promote\",\"bundle\":\"../../etc\",\"by\":\"x\",\"seconds\":1}",
        "{\"event\":\"begun\",\"kind\":\"sell\",\"bundle\":\"20260101T000000-aaaaaaaaaaaa\",\"by\":\"x\",\"seconds\":1}",
        "{\"event\":\"begun\",\"kind\":\"promote\",\"bundle\":\"20260101T000000-aaaaaaaaaaaa\",\"from\":7,\"by\":\"x\",\"seconds\":1}",
        "{\"event\":\"begun\",\"kind\":\"promote\",\"bundle\":\"20260101T000000-aaaaaaaaaaaa\",\"by\":\"x\",\"seconds\":1e99}",
        "{\"event\":\"done\",\"bundle\":\"20260101T000000-aaaaaaaaaaaa\"}", "\u{0}\u{1}", "\"" + String(repeating: "[", count: 10_000),
    ]

    @Test("a line that is no event changes nothing", arguments: hostile)
    func hostileLine(line: String) throws {
        let fixture = try PromotionFixture()
        try fixture.promote(0, 1)
        let before = try PromotionJournal(of: fixture.models)
        let path = fixture.place.path + "/" + PromotionJournal.fileName
        try writeFile(path, try readFile(path, limitBytes: 1 << 20) + Array((line + "\n").utf8))
        #expect(try PromotionJournal(of: fixture.models) == before)
        try fixture.promote(2)
        #expect(try PromotionJournal(of: fixture.models).champions == Array(fixture.ids[0...2]))
    }

    @Test("a folder without a journal has no history")
    func none() throws {
        let place = try TemporaryFolder()
        #expect(try PromotionJournal(of: ModelsFolder(place.path)) == PromotionJournal())
    }
}
