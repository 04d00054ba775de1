/// What has to be done next so that links and daemon are as the last decision wants them: a decision in a value.
///
/// A change of champion is a record in the journal, then a walk of small steps, each durable and safe to repeat:
///
///     begun → challenger → activate → previous → champion → clear challenger → done
///
/// No step is remembered. What is next follows from what is there: the links, the journal's pending record and what the daemon serves.
/// A walk that was cut off anywhere is therefore taken up by asking again, and an interrupted walk ends where an uninterrupted one does.
///
/// Invariants: `champion` moves by one rename from one complete bundle to another; it moves after the daemon has taken the new bundle,
/// or where no daemon runs; a record whose bundle the daemon refuses ends without any move of `champion` or `previous`.
///
/// With nothing pending the link has the last word: a daemon that serves another bundle than the champion is told to serve the
/// champion. A daemon that serves something that is no bundle was told to by its configuration, and is left alone.
package struct PromotionState: Equatable, Sendable {
    package enum Daemon: Equatable, Sendable {
        /// Nobody answers, or nobody is asked.
        case notRunning
        /// The bundle id or model name that it gives; nil when it has none.
        case serving(String?)
    }

    package enum Action: Equatable, Sendable {
        case point(ModelsFolder.Link, BundleID)
        case remove(ModelsFolder.Link)
        case activate(BundleID)
        /// Write that the pending change is done.
        case end
    }

    package var champion: BundleID?
    package var previous: BundleID?
    package var challenger: BundleID?
    package var pending: PromotionRecord?
    package var daemon: Daemon

    package init(champion: BundleID?, previous: BundleID?, challenger: BundleID?, pending: PromotionRecord?, daemon: Daemon) {
        self.champion = champion
        self.previous = previous
        self.challenger = challenger
        self.pending = pending
        self.daemon = daemon
    }

    /// Nil when all is in order.
    package var next: Action? {
        guard let record = pending else { return restoration }
        if champion != record.bundle {
            if record.kind == .promote, challenger != record.bundle { return .point(.challenger, record.bundle) }
            if case .serving(let name) = daemon, name != record.bundle.text { return .activate(record.bundle) }
            return moveOfPrevious(record) ?? .point(.champion, record.bundle)
        }
        if let move = moveOfPrevious(record) { return move }
        return challenger == record.bundle ? .remove(.challenger) : .end
    }

    private func moveOfPrevious(_ record: PromotionRecord) -> Action? {
        guard previous != record.previous else { return nil }
        return record.previous.map { .point(.previous, $0) } ?? .remove(.previous)
    }

    private var restoration: Action? {
        guard let champion, case .serving(let name) = daemon, name != champion.text else { return nil }
        return name == nil || name.flatMap(BundleID.init) != nil ? .activate(champion) : nil
    }
}
