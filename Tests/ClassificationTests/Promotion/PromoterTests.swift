import Classification
import DurableFiles
import TestSupport
import Testing

struct PromoterTests {
    @Test("a promotion has the daemon serve the bundle, moves the links, and is written down")
    func promotes() throws {
        let fixture = try PromotionFixture()
        fixture.served = ""
        try fixture.promote(0)
        #expect(try fixture.state == ["champion 0", "previous –", "challenger –", "pending false", "served 0"])
        let outcome = try fixture.promoter().promote(fixture.ids[1], by: "mara", reason: "better", gate: "promote")
        #expect(outcome.result == .promoted && outcome.champion == fixture.ids[1] && outcome.isServed && outcome.milliseconds == 7)
        #expect(
            outcome.actions == [
                .point(.challenger, fixture.ids[1]), .activate(fixture.ids[1]), .point(.previous, fixture.ids[0]),
                .point(.champion, fixture.ids[1]), .remove(.challenger), .end,
            ])
        #expect(try fixture.state == ["champion 1", "previous 0", "challenger –", "pending false", "served 1"])
        let entry = try #require(try PromotionJournal(of: fixture.models).entries.last)
        #expect(entry.end == .done && entry.record.by == "mara" && entry.record.reason == "better" && entry.record.gate == "promote")
        #expect(linkTarget(fixture.place.path + "/champion") == fixture.ids[1].text)
    }

    @Test("where no daemon runs the champion moves all the same, and the outcome says that nobody serves it")
    func noDaemon() throws {
        let fixture = try PromotionFixture()
        let outcome = try fixture.promoter().promote(fixture.ids[0], by: "mara", reason: nil)
        #expect(outcome.result == .promoted && !outcome.isServed && outcome.milliseconds == nil)
        #expect(fixture.activations.isEmpty)
        #expect(try fixture.state == ["champion 0", "previous –", "challenger –", "pending false", "served –"])
    }

    static let refusals: [(answer: ActivationAnswer, result: Promoter.Outcome.Result)] = [
        (.refused("self-test failed"), .refused("self-test failed")), (.unclear("no answer"), .unclear("no answer")),
    ]

    @Test("a daemon that does not take the bundle leaves the champion where it is, and the reason is written down", arguments: refusals)
    func refused(answer: ActivationAnswer, result: Promoter.Outcome.Result) throws {
        let fixture = try PromotionFixture()
        fixture.served = ""
        try fixture.promote(0, 1)
        fixture.refusal = answer
        let outcome = try fixture.promoter().promote(fixture.ids[2], by: "mara", reason: nil)
        #expect(outcome.result == result && outcome.champion == fixture.ids[1])
        #expect(try fixture.state == ["champion 1", "previous 0", "challenger 2", "pending false", "served 1"])
        guard case .refused(let why) = try PromotionJournal(of: fixture.models).entries.last?.end else {
            Issue.record("nothing is written down")
            return
        }
        #expect(["self-test failed", "no answer"].contains(why))
        // What was refused is not tried again behind anybody's back.
        fixture.refusal = nil
        #expect(try fixture.promoter().heal().actions.isEmpty)
        #expect(try fixture.state == ["champion 1", "previous 0", "challenger 2", "pending false", "served 1"])
    }

    @Test("an answer that was lost is no failure when the daemon serves the bundle")
    func lostAnswer() throws {
        let fixture = try PromotionFixture()
        fixture.served = ""
        try fixture.promote(0)
        let daemon = PromotionDaemon(
            status: fixture.daemon.status,
            activate: { id in
                fixture.served = id.text
                return .unclear("closed without an answer")
            })
        let outcome = try Promoter(models: fixture.models, daemon: daemon).promote(fixture.ids[1], by: "mara", reason: nil)
        #expect(outcome.result == .promoted && outcome.isServed)
        #expect(try fixture.state == ["champion 1", "previous 0", "challenger –", "pending false", "served 1"])
    }

    @Test("promoting the champion again moves nothing; a daemon that serves another bundle is given the champion")
    func again() throws {
        let fixture = try PromotionFixture()
        fixture.served = ""
        try fixture.promote(0, 1)
        let same = try fixture.promoter().promote(fixture.ids[1], by: "mara", reason: nil)
        #expect(same.result == .unchanged && same.actions.isEmpty && same.isServed)
        fixture.served = fixture.ids[3].text
        let restored = try fixture.promoter().promote(fixture.ids[1], by: "mara", reason: nil)
        #expect(restored.actions == [.activate(fixture.ids[1])] && restored.isServed)
        #expect(try fixture.state == ["champion 1", "previous 0", "challenger –", "pending false", "served 1"])
        #expect(try PromotionJournal(of: fixture.models).entries.count == 2)
    }

    @Test("a bundle that is spoiled, or not there, is not promoted, and nothing is written down")
    func spoiled() throws {
        let fixture = try PromotionFixture()
        try writeFile(fixture.models.folder(of: fixture.ids[0]) + "/weights", Array("other".utf8))
        let absent = try #require(BundleID("20200101T000000-3fa9c1d204be"))
        for id in [fixture.ids[0], absent] {
            #expect(throws: ClassificationError.self) { try fixture.promoter().promote(id, by: "mara", reason: nil) }
        }
        #expect(try PromotionJournal(of: fixture.models).entries.isEmpty)
        #expect(try fixture.models.bundle(.champion) == nil)
    }

    @Test("a champion link that names garbage is replaced by a good one")
    func garbage() throws {
        let fixture = try PromotionFixture()
        try replaceLink(fixture.place.path + "/champion", target: "../../etc")
        try fixture.promote(0)
        #expect(try fixture.state == ["champion 0", "previous –", "challenger –", "pending false", "served –"])
    }

    @Test("one promotion at a time: while another holds the journal, nothing moves")
    func busy() throws {
        let fixture = try PromotionFixture()
        try fixture.promote(0)
        let held = try AppendedLines.hold(fixture.place.path + "/" + PromotionJournal.fileName)
        let isHeld = held != nil
        #expect(isHeld)
        #expect(throws: ClassificationError.promotionRunning(models: fixture.place.path)) { try fixture.promote(1) }
        #expect(throws: ClassificationError.promotionRunning(models: fixture.place.path)) { try fixture.promoter().heal() }
        #expect(try fixture.models.champion() == fixture.ids[0])
        _ = consume held
        try fixture.promote(1)
    }

    // MARK: Rollback

    @Test("rollback goes back, a second one further back, and then there is nothing before the champion")
    func rollsBack() throws {
        let fixture = try PromotionFixture()
        fixture.served = ""
        try fixture.promote(0, 1, 2)
        let outcome = try fixture.promoter().rollback(by: "mara", reason: "worse")
        #expect(outcome.result == .promoted && outcome.champion == fixture.ids[1])
        #expect(try fixture.state == ["champion 1", "previous 0", "challenger –", "pending false", "served 1"])
        _ = try fixture.promoter().rollback(by: "mara", reason: nil)
        #expect(try fixture.state == ["champion 0", "previous –", "challenger –", "pending false", "served 0"])
        #expect(throws: ClassificationError.nothingBefore(champion: fixture.ids[0].text, models: fixture.place.path)) {
            try fixture.promoter().rollback(by: "mara", reason: nil)
        }
        try fixture.promote(2)
        #expect(try fixture.state == ["champion 2", "previous 0", "challenger –", "pending false", "served 2"])
    }

    @Test("a rollback that the daemon refuses changes nothing; one to a spoiled bundle is refused before anything is begun")
    func rollbackRefused() throws {
        let fixture = try PromotionFixture()
        fixture.served = ""
        try fixture.promote(0, 1)
        fixture.refusal = .refused("no memory")
        #expect(try fixture.promoter().rollback(by: "mara", reason: nil).result == .refused("no memory"))
        #expect(try fixture.state == ["champion 1", "previous 0", "challenger –", "pending false", "served 1"])
        fixture.refusal = nil
        try writeFile(fixture.models.folder(of: fixture.ids[0]) + "/weights", [])
        #expect(throws: ClassificationError.self) { try fixture.promoter().rollback(by: "mara", reason: nil) }
        #expect(try fixture.state == ["champion 1", "previous 0", "challenger –", "pending false", "served 1"])
    }

    @Test("a bundle that is gone is not what the next rollback goes to")
    func historyWithGaps() throws {
        let fixture = try PromotionFixture()
        try fixture.promote(0, 1, 2)
        try removeFolder(fixture.models.folder(of: fixture.ids[0]))
        _ = try fixture.promoter().rollback(by: "mara", reason: nil)
        #expect(try fixture.models.bundle(.champion) == fixture.ids[1])
        #expect(try fixture.models.bundle(.previous) == nil)
    }

    @Test("without a champion, or without one before it, rollback says so")
    func nothingBefore() throws {
        let fixture = try PromotionFixture()
        #expect(throws: ClassificationError.noChampion(models: fixture.place.path)) {
            try fixture.promoter().rollback(by: "mara", reason: nil)
        }
        try fixture.promote(0)
        #expect(throws: ClassificationError.nothingBefore(champion: fixture.ids[0].text, models: fixture.place.path)) {
            try fixture.promoter().rollback(by: "mara", reason: nil)
        }
    }
}
