import Classification
import DurableFiles
import TestSupport
import Testing

/// A crash after every durable step of every change of champion, with every kind of daemon.
struct PromotionCrashTests {
    /// What the daemon is when the crash comes, and when the next start does.
    enum Daemon: CaseIterable {
        case none
        /// Goes on serving what it serves.
        case stays
        /// Was started anew in between: it serves the champion that it finds.
        case restarts
        /// Was stopped in between.
        case stops
    }

    enum Change: CaseIterable {
        case first, promote, rollback
    }

    private func prepare(_ change: Change, _ daemon: Daemon) throws -> PromotionFixture {
        let fixture = try PromotionFixture()
        fixture.served = daemon == .none ? nil : ""
        switch change {
        case .first: break
        case .promote: try fixture.promote(0, 1)
        case .rollback: try fixture.promote(0, 1, 2)
        }
        return fixture
    }

    private func run(_ change: Change, _ fixture: PromotionFixture, crashAfter step: Int?) throws {
        var done = 0
        let promoter = fixture.promoter { _ throws(ClassificationError) in
            done += 1
            if done == step { throw ClassificationError.badKey }
        }
        switch change {
        case .first: _ = try promoter.promote(fixture.ids[0], by: "mara", reason: nil)
        case .promote: _ = try promoter.promote(fixture.ids[3], by: "mara", reason: nil)
        case .rollback: _ = try promoter.rollback(by: "mara", reason: nil)
        }
    }

    /// As a process of another number would have left them behind.
    private func leaveDebris(_ place: String) throws {
        try makeFolder(place + "/.tmp-picket-999999999/inner")
        try replaceLink(place + "/champion.999999999.tmp", target: "20200101T000000-3fa9c1d204be")
    }

    @Test("whatever step a crash follows, the next start ends where no crash would have", arguments: Change.allCases, Daemon.allCases)
    func healed(change: Change, daemon: Daemon) throws {
        let whole = try prepare(change, daemon)
        var steps = 0
        let counting = whole.promoter { _ throws(ClassificationError) in steps += 1 }
        switch change {
        case .first: _ = try counting.promote(whole.ids[0], by: "mara", reason: nil)
        case .promote: _ = try counting.promote(whole.ids[3], by: "mara", reason: nil)
        case .rollback: _ = try counting.rollback(by: "mara", reason: nil)
        }
        if daemon == .stops { whole.served = nil }
        #expect(steps >= 4)
        for step in 1...steps {
            let fixture = try prepare(change, daemon)
            let before = try? fixture.models.champion()
            #expect(throws: ClassificationError.badKey) { try run(change, fixture, crashAfter: step) }
            // At the crash: a complete bundle, the old or the new one, and nothing half.
            let between = try? fixture.models.champion()
            #expect(between == before || between == (try? whole.models.champion()))
            if let between { _ = try verifyBundle(fixture.models.folder(of: between)) }
            try leaveDebris(fixture.place.path)
            switch daemon {
            case .none, .stays: break
            case .restarts: fixture.served = between?.text ?? ""
            case .stops: fixture.served = nil
            }
            let outcome = try fixture.promoter().heal()
            #expect(try fixture.state == whole.state, "after step \(step)")
            #expect(outcome.champion == (try whole.models.champion()))
            let expected = try names(in: whole.place.path)
            #expect(try names(in: fixture.place.path) == expected, "after step \(step)")
            #expect(try PromotionJournal(of: fixture.models).entries == PromotionJournal(of: whole.models).entries)
            // Healing what is whole does nothing.
            #expect(try fixture.promoter().heal().actions.isEmpty)
        }
    }

    @Test("a crash while a line is written leaves a torn line, which is as if it had not been begun")
    func tornLine() throws {
        let fixture = try prepare(.promote, .stays)
        let path = fixture.place.path + "/" + PromotionJournal.fileName
        let lines = try readFile(path, limitBytes: 1 << 20)
        let entries = try PromotionJournal(of: fixture.models).entries
        #expect(throws: ClassificationError.badKey) { try run(.promote, fixture, crashAfter: 1) }
        let begun = try readFile(path, limitBytes: 1 << 20)
        for length in [lines.count + 1, (lines.count + begun.count) / 2, begun.count - 1] {
            try writeFile(path, Array(begun[..<length]))
            #expect(try fixture.promoter().heal().actions.isEmpty)
            #expect(try PromotionJournal(of: fixture.models).entries == entries)
            #expect(try fixture.state == ["champion 1", "previous 0", "challenger –", "pending false", "served 1"])
        }
        // The next line is not glued to the rest of the torn one.
        try fixture.promote(2)
        #expect(try readFile(path, limitBytes: 1 << 20).starts(with: lines))
        #expect(try PromotionJournal(of: fixture.models).entries.count > entries.count)
    }

    @Test("the next promotion after a crash finishes the one that was cut off first", arguments: 1...6)
    func promotedAfterCrash(step: Int) throws {
        let fixture = try prepare(.promote, .stays)
        #expect(throws: ClassificationError.badKey) { try run(.promote, fixture, crashAfter: step) }
        try fixture.promote(2)
        #expect(try fixture.state == ["champion 2", "previous 3", "challenger –", "pending false", "served 2"])
        _ = try fixture.promoter().rollback(by: "mara", reason: nil)
        #expect(try fixture.state == ["champion 3", "previous 1", "challenger –", "pending false", "served 3"])
    }

    /// The steps are: begun, challenger, activate, previous, champion, clear challenger, end.
    @Test("a rollback after a crash calls off what had not moved the champion, and undoes what had", arguments: 1...7)
    func rolledBackAfterCrash(step: Int) throws {
        let fixture = try prepare(.promote, .stays)
        #expect(throws: ClassificationError.badKey) { try run(.promote, fixture, crashAfter: step) }
        _ = try fixture.promoter().rollback(by: "mara", reason: nil)
        let state = try fixture.state
        #expect(state[0] == "champion 1" && state[1] == "previous 0", "\(state)")
        #expect(state[3] == "pending false" && state[4] == "served 1", "\(state)")
        _ = try fixture.promoter().rollback(by: "mara", reason: nil)
        #expect(try fixture.models.champion() == fixture.ids[0])
        #expect(try fixture.models.bundle(.previous) == nil)
    }

    @Test("a daemon that refuses what was begun ends the change where it was: the champion has not moved")
    func refusedAfterCrash() throws {
        let fixture = try prepare(.promote, .stays)
        #expect(throws: ClassificationError.badKey) { try run(.promote, fixture, crashAfter: 2) }
        fixture.refusal = .refused("too large")
        #expect(try fixture.promoter().heal().result == .refused("too large"))
        #expect(try fixture.state == ["champion 1", "previous 0", "challenger 3", "pending false", "served 1"])
    }
}
