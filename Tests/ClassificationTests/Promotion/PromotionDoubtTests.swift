import Classification
import JSONParsing
import Testing

struct PromotionDoubtTests {
    private let manifest: BundleManifest
    private let champion = BundleID("20260101T000000-aaaaaaaaaaaa")
    private let other = BundleID("20260102T000000-bbbbbbbbbbbb")

    init() throws {
        var manifest = try SyntheticBundle().manifest
        manifest.gate = ["outcome": "promote", "champion": "20260101T000000-aaaaaaaaaaaa"]
        self.manifest = manifest
    }

    private func entry(_ kind: PromotionRecord.Kind, _ bundle: BundleID?, from: BundleID?) throws -> PromotionJournal.Entry {
        let record = PromotionRecord(
            kind: kind, bundle: try #require(bundle), from: from, previous: nil, by: "mara", reason: "worse", gate: nil,
            time: UTCTime(secondsSince1970: 0))
        return PromotionJournal.Entry(record: record, end: .done)
    }

    @Test("a gate that says promote against this champion is word enough; against another, or none, it is not")
    func compared() {
        let journal = PromotionJournal()
        #expect(promotionDoubt(manifest, champion: champion, journal: journal) == nil)
        #expect(promotionDoubt(manifest, champion: other, journal: journal)?.contains("the champion is \(other?.text ?? "")") == true)
        #expect(promotionDoubt(manifest, champion: nil, journal: journal)?.contains("the champion is none") == true)
        var none = manifest
        none.gate = .null
        #expect(promotionDoubt(none, champion: champion, journal: journal) == "it has passed no gate")
        #expect(promotionDoubt(none, champion: none.id, journal: journal) == nil)
    }

    @Test("a bundle that somebody rolled back from is in doubt, until a person has promoted it again")
    func rolledBack() throws {
        var entries = [try entry(.promote, manifest.id, from: champion), try entry(.rollback, champion, from: manifest.id)]
        #expect(
            promotionDoubt(manifest, champion: champion, journal: PromotionJournal(entries: entries))
                == "mara rolled back from it at 1970-01-01T00:00:00Z (worse)")
        entries += [try entry(.promote, other, from: champion), try entry(.rollback, champion, from: other)]
        #expect(promotionDoubt(manifest, champion: champion, journal: PromotionJournal(entries: entries)) != nil)
        entries += [try entry(.promote, manifest.id, from: champion), try entry(.promote, champion, from: manifest.id)]
        #expect(promotionDoubt(manifest, champion: champion, journal: PromotionJournal(entries: entries)) == nil)
    }
}
