package import LabeledData

/// A message whose label is settled.
package struct LabelledMessage: Equatable, Sendable {
    package let ordinal: Int
    package let id: String
    package let text: String
    package let label: SafetyClass
}

extension RecordStore {
    /// The messages whose label is settled, in the order of the pool: what people teach the model.
    ///
    /// As many annotators have to agree as the strictest round wants that asked the message; one, when no round did. With `round`,
    /// only the messages that this round asked.
    package func settledLabels(round: String? = nil) throws(RecordsError) -> [LabelledMessage] {
        try read { transaction in
            var ledger = LabelLedger()
            try transaction.forEach(
                """
                \(LabelEvent.query) WHERE ?1 IS NULL OR e.message IN (SELECT message FROM queries WHERE round = ?1) ORDER BY e.seq
                """, [.optional(round)]
            ) { ledger.apply(try LabelEvent($0)) }
            var labelled: [LabelledMessage] = []
            try transaction.forEach(
                """
                SELECT m.ordinal, m.id, m.text, (SELECT MAX(r.annotators_per_item) FROM queries q JOIN rounds r ON r.id = q.round
                    WHERE q.message = m.id) AS wanted
                FROM messages m WHERE m.id IN (SELECT message FROM label_events) ORDER BY m.ordinal
                """
            ) { row in
                let ordinal = try row.integer("ordinal")
                let wanted = try row.optional("wanted", RowReader.integer) ?? 1
                guard case .settled(let label) = ledger[ordinal].verdict(wanted: wanted) else { return }
                labelled.append(LabelledMessage(ordinal: ordinal, id: try row.text("id"), text: try row.text("text"), label: label))
            }
            return labelled
        }
    }

    /// The book of labels after `seq`, at most `limit` events; of one round when `round` is given.
    package func labelEvents(after seq: Int = 0, round: String? = nil, limit: Int = 100_000) throws(RecordsError) -> [LabelEvent] {
        try read {
            try $0.rows(
                "\(LabelEvent.query) WHERE e.seq > ?1 AND (?2 IS NULL OR e.round = ?2) ORDER BY e.seq LIMIT ?3",
                [.integer(seq), .optional(round), .integer(limit)], LabelEvent.init)
        }
    }

    /// The ordinals of messages that somebody has labelled or passed on: what a new round does not ask again.
    package func answeredOrdinals() throws(RecordsError) -> Set<Int> {
        let ordinals = try read {
            try $0.rows(
                """
                SELECT ordinal FROM messages WHERE id IN (SELECT e.message FROM label_events e
                    WHERE e.kind IN ('label', 'skip') AND NOT EXISTS (SELECT 1 FROM label_events u WHERE u.undoes = e.seq))
                """
            ) { try $0.integer("ordinal") }
        }
        return Set(ordinals)
    }
}
