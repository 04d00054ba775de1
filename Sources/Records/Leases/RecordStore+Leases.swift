// A lease is a promise that an item is with one annotator, until a moment of the wall clock. All of it happens inside one write
// transaction that holds the file's write lock, so that two annotators asking at once, in one process or in two, get two items.
//
// Expiry by a wall clock has two ways to go wrong. A clock that jumps forward ends leases early: the item is offered again, and the
// first annotator's answer is still taken, since answers go by message and not by lease. A clock that jumps back would keep a lease
// until it has caught up: so a lease that was granted in the future starts again at the moment that somebody sees it, and lives at
// most its own length from there. A monotonic clock would need no such rule, and forget every lease at a restart.

/// An item that an annotator has for a while.
package struct LeasedItem: Equatable, Sendable {
    package let item: RoundItem
    package let expiresAt: Timestamp
}

/// What there is for an annotator to do.
package enum NextItem: Equatable, Sendable {
    case item(LeasedItem)
    /// Nothing now, but others hold leases: if they let them expire, there will be.
    case withOthers(items: Int)
    /// Nothing is left for this annotator.
    case finished
}

package struct Lease: Equatable, Sendable {
    package let round: String
    package let message: String
    package let annotator: String
    package let grantedAt: Timestamp
    package let expiresAt: Timestamp

    init(_ row: RowReader) throws(RecordsError) {
        round = try row.text("round")
        message = try row.text("message")
        annotator = try row.text("annotator")
        grantedAt = try row.time("granted_at")
        expiresAt = try row.time("expires_at")
    }
}

extension RecordStore {
    /// Gives the annotator the next item of a round that wants another label, for `duration`.
    ///
    /// Asking again before answering gives the same item with a new lease. An item is out to as many annotators as it lacks labels:
    /// `annotatorsPerItem` less the labels it has, and one more for each time that they disagree without a majority.
    ///
    /// - Throws: `.unknown(.round, …)`; `.outOfRange` for a duration outside 1 second to 1 day.
    package func nextItem(round: String, annotator: String, lease duration: Duration = .seconds(900)) throws(RecordsError) -> NextItem {
        let seconds = Int(clamping: duration.components.seconds)
        guard (1...86_400).contains(seconds) else { throw .outOfRange(field: "the lease in seconds", value: seconds, allowed: 1...86_400) }
        return try write("lease") { transaction in
            let record = try transaction.round(round)
            try transaction.settleLeases(round)
            let leases = try transaction.leases(round)
            let items = try transaction.items(record)
            let open = items.filter { item in
                item.isOpen && item.labels.last(of: annotator) == nil
            }
            func holders(_ item: RoundItem) -> [String] {
                leases.filter { $0.message.utf8.elementsEqual(item.message.id.utf8) }.map(\.annotator)
            }
            let own = open.first { holders($0).contains(annotator) }
            let free = open.first { item in
                holders(item).count { $0 != annotator } < item.lackingLabels(wanted: record.annotatorsPerItem)
            }
            guard let item = own ?? free else { return open.isEmpty ? .finished : .withOthers(items: open.count) }
            let expiresAt = transaction.now + duration
            try transaction.run(
                "INSERT OR REPLACE INTO leases (round, message, annotator, granted_at, expires_at) VALUES (?, ?, ?, ?, ?)",
                [.text(round), .text(item.message.id), .text(annotator), .time(transaction.now), .time(expiresAt)])
            return .item(LeasedItem(item: item, expiresAt: expiresAt))
        }
    }

    /// Gives back what an annotator holds, such as when a terminal is closed: one item, or all of the round.
    package func releaseLeases(round: String, annotator: String, message: String? = nil) throws(RecordsError) {
        try write("release lease") { transaction in
            try transaction.run(
                "DELETE FROM leases WHERE round = ?1 AND annotator = ?2 AND (?3 IS NULL OR message = ?3)",
                [.text(round), .text(annotator), .optional(message)])
            return
        }
    }

    /// The leases that hold now.
    package func leases(round: String) throws(RecordsError) -> [Lease] {
        try read { transaction in try transaction.leases(round).filter { $0.expiresAt > transaction.now } }
    }
}

extension RoundItem {
    var isOpen: Bool {
        if case .settled = verdict { false } else { true }
    }

    /// How many more annotators are wanted.
    func lackingLabels(wanted: Int) -> Int {
        let count = labels.answers.count
        return verdict == .disputed ? 1 : max(0, wanted - count)
    }
}

extension Transaction {
    func leases(_ round: String) throws -> [Lease] {
        try rows("SELECT * FROM leases WHERE round = ? ORDER BY message, annotator", [.text(round)], Lease.init)
    }

    /// Removes what has expired, after giving leases from the future a start at this moment.
    func settleLeases(_ round: String) throws {
        try run(
            "UPDATE leases SET expires_at = ?1 + (expires_at - granted_at), granted_at = ?1 WHERE round = ?2 AND granted_at > ?1",
            [.time(now), .text(round)])
        try run("DELETE FROM leases WHERE round = ? AND expires_at <= ?", [.text(round), .time(now)])
    }
}
