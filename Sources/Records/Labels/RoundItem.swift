/// A query of a round with what has been answered.
package struct RoundItem: Equatable, Sendable {
    package let position: Int
    package let query: RoundQuery
    package let message: PoolMessage
    package let labels: MessageLabels
    package let verdict: LabelVerdict
}

/// How far the labelling of a round is.
package struct LabelProgress: Equatable, Sendable {
    package var asked = 0
    package var settled = 0
    package var disputed = 0
    /// Passed by somebody and labelled by nobody.
    package var skipped = 0
    /// Not answered by as many as the round wants.
    package var open = 0

    package init(asked: Int = 0, settled: Int = 0, disputed: Int = 0, skipped: Int = 0, open: Int = 0) {
        self.asked = asked
        self.settled = settled
        self.disputed = disputed
        self.skipped = skipped
        self.open = open
    }

    package init(_ verdicts: some Sequence<LabelVerdict>) {
        for verdict in verdicts {
            asked += 1
            switch verdict {
            case .settled: settled += 1
            case .disputed: disputed += 1
            case .skipped: skipped += 1
            case .unlabelled, .partial: open += 1
            }
        }
    }

    /// Items on which the round waits.
    package var remaining: Int { open + disputed }
}

extension RecordStore {
    /// The items of a round in the order of asking.
    package func items(round: String) throws(RecordsError) -> [RoundItem] { try read { try $0.items(try $0.round(round)) } }

    package func labelProgress(round: String) throws(RecordsError) -> LabelProgress {
        LabelProgress(try items(round: round).map(\.verdict))
    }
}

extension Transaction {
    func items(_ round: RoundRecord) throws -> [RoundItem] {
        let events = try rows(
            "\(LabelEvent.query) WHERE e.message IN (SELECT message FROM queries WHERE round = ?) ORDER BY e.seq", [.text(round.id)],
            LabelEvent.init)
        let ledger = LabelLedger(events)
        return try rows(
            "SELECT q.*, m.* FROM queries q JOIN messages m ON m.id = q.message WHERE q.round = ? ORDER BY q.position", [.text(round.id)]
        ) { row in
            let message = try PoolMessage(row)
            let labels = ledger[message.ordinal]
            return RoundItem(
                position: try row.integer("position"), query: try RoundQuery(row), message: message, labels: labels,
                verdict: labels.verdict(wanted: round.annotatorsPerItem))
        }
    }
}
