import DurableFiles

/// Moves the champion: promotion, rollback, and the mending of either after a crash.
///
///     let promoter = Promoter(models: ModelsFolder("/var/lib/picket/models"), daemon: daemon)
///     _ = try promoter.heal()                                             // at every start
///     let outcome = try promoter.promote(id, by: "mara", reason: nil)
///
/// Holds the journal's lock while it works: one promotion at a time, over all processes. `PromotionState` decides, this type acts.
package struct Promoter {
    package struct Outcome: Equatable, Sendable {
        package enum Result: Equatable, Sendable {
            case promoted
            /// The daemon refused the bundle; the champion is what it was.
            case refused(String)
            /// The daemon could not be asked, or its answer is lost; the champion is what it was.
            case unclear(String)
            /// Nothing was to be done.
            case unchanged
        }

        package var result: Result
        package var champion: BundleID?
        /// False when no daemon runs: it serves the champion when it starts.
        package var isServed: Bool
        /// What the daemon took to load; nil when it loaded nothing.
        package var milliseconds: Int?
        /// What was done, in order.
        package var actions: [PromotionState.Action] = []
    }

    let models: ModelsFolder
    let daemon: PromotionDaemon
    let now: () -> UTCTime
    /// Called after each durable step; what it throws ends the walk there, as a crash would.
    let stepDone: (String) throws(ClassificationError) -> Void

    package init(
        models: ModelsFolder, daemon: PromotionDaemon, now: @escaping () -> UTCTime = { .now },
        stepDone: @escaping (String) throws(ClassificationError) -> Void = { _ in }
    ) {
        self.models = models
        self.daemon = daemon
        self.now = now
        self.stepDone = stepDone
    }

    /// Verifies a bundle, has the daemon serve it, and makes it the champion. The champion itself is only given back to the daemon.
    ///
    /// Whether it may be promoted is the caller's to decide: this type asks no gate. A change that was cut off is finished first.
    ///
    /// - Throws: What is wrong with the bundle, `.promotionRunning`, or `.file`; a walk that has begun is taken up by `heal`.
    package func promote(_ id: BundleID, by: String, reason: String?, gate: String? = nil) throws(ClassificationError) -> Outcome {
        _ = try verifyBundle(models.folder(of: id))
        let journal = try hold()
        var healed: Outcome?
        if try PromotionJournal(of: models).pending != nil { healed = try walk(journal) }
        // A link that names garbage is no reason not to put a good one in its place.
        let champion = try? models.bundle(.champion)
        if champion == id {
            if let healed { return healed }
            return try walk(journal)
        }
        return try begin(
            PromotionRecord(
                kind: .promote, bundle: id, from: champion, previous: champion, by: by, reason: reason, gate: gate, time: now()),
            journal)
    }

    /// Makes the previous champion the champion again.
    ///
    /// `previous` then names the champion before that one, if the journal knows it and it is still here, and nothing otherwise: two
    /// rollbacks go back twice, and never forward again to the bundle that was left. That one can be promoted as any other. A promotion
    /// that was cut off before the champion moved is called off: going back is staying.
    ///
    /// - Throws: `.nothingBefore`, and what `promote` throws.
    package func rollback(by: String, reason: String?) throws(ClassificationError) -> Outcome {
        let journal = try hold()
        let history = try PromotionJournal(of: models)
        let champion = try models.champion()
        var target = try models.bundle(.previous)
        let isCalledOff = history.pending.map { $0.bundle != champion } ?? false
        if isCalledOff {
            // `previous` may have moved to the champion already.
            let before = target == champion ? history.before(champion, in: models) : target
            return try begin(
                PromotionRecord(
                    kind: .rollback, bundle: champion, from: champion, previous: before, by: by, reason: reason, gate: nil, time: now()),
                journal)
        }
        if target == champion { target = nil }
        guard let target else { throw .nothingBefore(champion: champion.text, models: models.path) }
        _ = try verifyBundle(models.folder(of: target))
        return try begin(
            PromotionRecord(
                kind: .rollback, bundle: target, from: champion, previous: history.before(target, in: models), by: by, reason: reason,
                gate: nil, time: now()), journal)
    }

    /// Removes what crashed processes left behind, finishes a change that was cut off, and has the daemon serve the champion.
    package func heal() throws(ClassificationError) -> Outcome {
        let journal = try hold()
        try removeLeftovers(in: models)
        return try walk(journal)
    }

    private func hold() throws(ClassificationError) -> AppendedLines {
        let path = models.path + "/" + PromotionJournal.fileName
        let journal: AppendedLines?
        do throws(FileError) { journal = try AppendedLines.hold(path) } catch { throw .file(error) }
        guard let journal else { throw .promotionRunning(models: models.path) }
        return journal
    }

    private func begin(_ record: PromotionRecord, _ journal: borrowing AppendedLines) throws(ClassificationError) -> Outcome {
        try append(PromotionJournal.begun(record), to: journal)
        try stepDone("begun")
        return try walk(journal)
    }

    private func append(_ line: [UInt8], to journal: borrowing AppendedLines) throws(ClassificationError) {
        do throws(FileError) { try journal.append(line) } catch { throw .file(error) }
    }

    /// Asks for the next action and performs it, until there is none.
    private func walk(_ journal: borrowing AppendedLines) throws(ClassificationError) -> Outcome {
        var state = PromotionState(
            champion: try? models.bundle(.champion), previous: try? models.bundle(.previous), challenger: try? models.bundle(.challenger),
            pending: try PromotionJournal(of: models).pending, daemon: daemon.status())
        var outcome = Outcome(result: state.pending == nil ? .unchanged : .promoted, champion: state.champion, isServed: false)
        while let action = state.next {
            outcome.actions.append(action)
            switch action {
            case .point(let link, let id):
                try models.point(link, to: id)
                state[link] = id
            case .remove(let link):
                try models.remove(link)
                state[link] = nil
            case .activate(let id):
                guard let failure = activate(id, &state, &outcome) else { break }
                outcome.result = failure.result
                if let record = state.pending { try append(PromotionJournal.ended(record, .refused(failure.why)), to: journal) }
                return outcome
            case .end:
                if let record = state.pending { try append(PromotionJournal.ended(record, .done), to: journal) }
                state.pending = nil
            }
            try stepDone("\(action)")
        }
        outcome.champion = state.champion
        if case .serving(let name) = state.daemon { outcome.isServed = name == state.champion?.text }
        return outcome
    }

    /// - Returns: Nil when the daemon serves the bundle, or none runs.
    private func activate(
        _ id: BundleID, _ state: inout PromotionState, _ outcome: inout Outcome
    ) -> (result: Outcome.Result, why: String)? {
        switch daemon.activate(id) {
        case .serving(let milliseconds):
            state.daemon = .serving(id.text)
            outcome.milliseconds = milliseconds
        case .notRunning: state.daemon = .notRunning
        case .refused(let why): return (.refused(why), why)
        case .unclear(let why):
            // The answer may be lost and the bundle served all the same: the daemon knows.
            state.daemon = daemon.status()
            if state.daemon != .serving(id.text) { return (.unclear(why), why) }
        }
        return nil
    }
}

extension PromotionState {
    subscript(link: ModelsFolder.Link) -> BundleID? {
        get {
            switch link {
            case .champion: champion
            case .previous: previous
            case .challenger: challenger
            }
        }
        set {
            switch link {
            case .champion: champion = newValue
            case .previous: previous = newValue
            case .challenger: challenger = newValue
            }
        }
    }
}

extension PromotionJournal {
    /// The champion before `target` became it, if it is still in the folder.
    func before(_ target: BundleID, in models: ModelsFolder) -> BundleID? {
        let champions = champions
        guard let place = champions.lastIndex(of: target), place > 0 else { return nil }
        let id = champions[place - 1]
        return id != target && (try? models.find(id.text)) != nil ? id : nil
    }
}
