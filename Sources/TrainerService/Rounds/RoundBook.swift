package import JSONParsing
package import Records

/// The rounds as the store has them: every event is checked by the state machine and written, with its new state, before anything
/// is done about it.
///
///     let book = RoundBook(store)
///     try book.start("round-7", parameters: parameters)                      // .select
///     try book.handle(.selected(queries: 20), round: "round-7")              // .waitForLabels(remaining: 20)
///
/// A trainer that was killed calls `resume`, and does the action that it names once more.
package struct RoundBook: Sendable {
    private let store: RecordStore
    private let tell: @Sendable (RoundMove) -> Void

    /// - Parameter tell: Takes each move once it is in the store, from the thread that made it.
    package init(_ store: RecordStore, tell: @escaping @Sendable (RoundMove) -> Void = { _ in }) {
        self.store = store
        self.tell = tell
    }

    /// Starts a round.
    ///
    /// - Throws: `.store(.roundRunning(…))` with the name of the running round.
    package func start(_ id: String, parameters: JSONValue, annotatorsPerItem: Int = 1) throws(RoundError) -> RoundAction {
        let machine = RoundMachine()
        _ = try stored { () throws(RecordsError) in
            try store.createRound(id, state: machine.state.rawValue, parameters: parameters, annotatorsPerItem: annotatorsPerItem)
        }
        tell(RoundMove(round: id, from: nil, to: machine.state, reason: nil))
        return machine.action
    }

    /// Takes an event: the move, its entry in the log of events and an approval are one transaction.
    ///
    /// - Parameter bundle: The bundle that an approval or a rejection is about.
    package func handle(_ event: RoundEvent, round id: String, bundle: String? = nil) throws(RoundError) -> RoundAction {
        let before = try machine(id)
        var after = before
        let action = try after.handle(event)
        guard after != before else { return action }
        var approval: NewApproval?
        switch event {
        case .approve(let person, let reason): approval = NewApproval(bundle: bundle, who: person, isApproved: true, reason: reason)
        case .reject(let person, let reason): approval = NewApproval(bundle: bundle, who: person, isApproved: false, reason: reason)
        default: break
        }
        let entry = event.entry(from: before.state, to: after)
        _ = try stored { () throws(RecordsError) in
            try store.moveRound(id, before.transition(to: after, event: entry, approval: approval))
        }
        tell(RoundMove(round: id, from: before.state, to: after.state, reason: after.reason))
        return action
    }

    /// Asks a round to go on, with what the store knows of labels and reviews.
    package func advance(
        _ id: String, withLabelsSoFar: Bool = false, withReviewsSoFar: Bool = false
    ) throws(RoundError) -> RoundAction {
        let facts = try stored { () throws(RecordsError) in
            RoundFacts(
                labels: try store.labelProgress(round: id), openReviews: try store.openReviewCount(round: id),
                withLabelsSoFar: withLabelsSoFar, withReviewsSoFar: withReviewsSoFar)
        }
        return try handle(.advance(facts), round: id)
    }

    /// The running round and what is to be done; nil when none is running.
    package func resume() throws(RoundError) -> (id: String, action: RoundAction)? {
        guard let record = try stored({ () throws(RecordsError) in try store.runningRound() }) else { return nil }
        let machine = try RoundMachine(record)
        guard machine.state == .awaitingLabels || machine.state == .awaitingReview else { return (record.id, machine.action) }
        let remaining = try stored { () throws(RecordsError) in
            machine.state == .awaitingLabels
                ? try store.labelProgress(round: record.id).remaining : try store.openReviewCount(round: record.id)
        }
        return (record.id, machine.state == .awaitingLabels ? .waitForLabels(remaining: remaining) : .waitForReview(remaining: remaining))
    }

    package func machine(_ id: String) throws(RoundError) -> RoundMachine {
        guard let record = try stored({ () throws(RecordsError) in try store.round(id) }) else { throw .noRound(id: id) }
        return try RoundMachine(record)
    }

    private func stored<Value>(_ body: () throws(RecordsError) -> Value) throws(RoundError) -> Value {
        do throws(RecordsError) { return try body() } catch {
            if case .unknown(.round, let id) = error { throw .noRound(id: id) }
            throw .store(error)
        }
    }
}

extension RoundEvent {
    /// The entry in the log of events: `round-<event>` with both states, and the evidence of the event. Never a text of a message.
    fileprivate func entry(from: RoundState, to: RoundMachine) -> NewEvent {
        var payload = JSONObject([("from", .string(from.rawValue)), ("to", .string(to.state.rawValue))])
        switch self {
        case .advance(let facts):
            payload["settled"] = .int(facts.labels.settled)
            payload["remaining"] = .int(facts.labels.remaining)
            payload["open_reviews"] = .int(facts.openReviews)
        case .selected(let queries): payload["queries"] = .int(queries)
        case .generated(let open): payload["awaiting_review"] = .int(open)
        case .trained(let bundle): payload["bundle"] = .string(bundle)
        case .approve(let person, _), .reject(let person, _), .cancel(let person): payload["by"] = .string(person)
        case .evaluated, .promoted, .stepFailed, .retry: break
        }
        if let reason = to.reason { payload["reason"] = .string(reason) }
        return NewEvent("round-" + name, payload)
    }
}
