package import LabeledData

/// What became of an answer.
package enum LabelOutcome: Equatable, Sendable {
    case recorded(seq: Int)
    /// The annotator's current answer is the same already: an answer that is sent twice counts once.
    case unchanged(seq: Int)
}

extension RecordStore {
    /// Records a label; a second one of the same annotator replaces the first. The annotator's lease on the message ends.
    ///
    /// - Parameter round: Where it was asked; nil for a label outside a round.
    /// - Throws: `.unknown(.message, …)`, `.unknown(.round, …)`, `.notAsked`.
    @discardableResult
    package func answer(
        _ message: String, _ label: SafetyClass, by annotator: String, round: String? = nil, source: LabelSource = .cli, note: String? = nil
    ) throws(RecordsError) -> LabelOutcome {
        try write("label") {
            try $0.record(.label(label, note: note), message, by: annotator, round: round, source: source)
        }
    }

    /// Passes on a message: it is offered to others, and no longer to this annotator.
    @discardableResult
    package func skip(
        _ message: String, by annotator: String, round: String? = nil, source: LabelSource = .cli, note: String? = nil
    ) throws(RecordsError) -> LabelOutcome {
        try write("skip") { try $0.record(.skip(note: note), message, by: annotator, round: round, source: source) }
    }

    /// Adds a remark that changes no label.
    @discardableResult
    package func addNote(_ text: String, to message: String, by annotator: String, round: String? = nil) throws(RecordsError) -> Int {
        try write("note") { transaction in
            try transaction.requireAsked(message, round)
            return try transaction.append(.note(text), message, by: annotator, round: round, source: .cli)
        }
    }

    /// Takes a label or a skip back: what the annotator said before counts again.
    ///
    /// - Returns: The event that was undone.
    /// - Throws: `.unknown(.labelEvent, …)`; `.cannotUndo` for an undo, a note, an event that is undone already or is another's.
    @discardableResult
    package func undo(event seq: Int, by annotator: String) throws(RecordsError) -> LabelEvent {
        try write("undo") { transaction in
            guard let event = try transaction.first("\(LabelEvent.query) WHERE e.seq = ?", [.integer(seq)], LabelEvent.init) else {
                throw RecordsError.unknown(.labelEvent, id: "\(seq)")
            }
            return try transaction.undo(event, by: annotator)
        }
    }

    /// Takes back the annotator's last label or skip that is not undone, in `round` when it is given; nil when there is none.
    @discardableResult
    package func undoLast(by annotator: String, round: String? = nil) throws(RecordsError) -> LabelEvent? {
        try write("undo") { transaction in
            let event = try transaction.first(
                """
                \(LabelEvent.query) WHERE e.annotator = ?1 AND (?2 IS NULL OR e.round = ?2) AND e.kind IN ('label', 'skip')
                AND NOT EXISTS (SELECT 1 FROM label_events u WHERE u.undoes = e.seq) ORDER BY e.seq DESC LIMIT 1
                """, [.text(annotator), .optional(round)], LabelEvent.init)
            return try event.map { try transaction.undo($0, by: annotator) }
        }
    }
}

extension Transaction {
    /// Appends a label or a skip unless it says what the annotator's current answer says already.
    func record(
        _ entry: LabelEntry, _ message: String, by annotator: String, round: String?, source: LabelSource
    ) throws -> LabelOutcome {
        try requireAsked(message, round)
        if let current = try ledger(of: message).messages.values.first?.last(of: annotator), current.entry.covers(entry),
            current.source == source || source != .adjudication
        {
            try endLease(message, annotator)
            return .unchanged(seq: current.seq)
        }
        return .recorded(seq: try append(entry, message, by: annotator, round: round, source: source))
    }

    func append(_ entry: LabelEntry, _ message: String, by annotator: String, round: String?, source: LabelSource) throws -> Int {
        var label: String?
        var undone: Int?
        switch entry {
        case .label(let value, _): label = value.name
        case .undo(let event): undone = event
        case .skip, .note: break
        }
        try run(
            """
            INSERT INTO label_events (at, annotator, message, round, source, kind, class, undoes, note)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .time(now), .text(annotator), .text(message), .optional(round), .text(source.rawValue), .text(entry.kind), .optional(label),
                .optional(undone), .optional(entry.note),
            ])
        let seq = lastRow
        if entry.kind != "note" { try endLease(message, annotator) }
        return seq
    }

    func undo(_ event: LabelEvent, by annotator: String) throws -> LabelEvent {
        switch event.entry {
        case .undo: throw RecordsError.cannotUndo(event: event.seq, reason: .isUndo)
        case .note: throw RecordsError.cannotUndo(event: event.seq, reason: .isNote)
        case .label, .skip: break
        }
        guard event.annotator == annotator else { throw RecordsError.cannotUndo(event: event.seq, reason: .byAnother) }
        guard try !exists("SELECT 1 FROM label_events WHERE undoes = ?", [.integer(event.seq)]) else {
            throw RecordsError.cannotUndo(event: event.seq, reason: .alreadyUndone)
        }
        _ = try append(.undo(event: event.seq), event.message, by: annotator, round: event.round, source: event.source)
        return event
    }

    /// The message must be there, and when a round is named, be one that it asks.
    func requireAsked(_ message: String, _ round: String?) throws {
        try require(.message, message, "SELECT 1 FROM messages WHERE id = ?")
        guard let round else { return }
        try requireRound(round)
        guard try exists("SELECT 1 FROM queries WHERE round = ? AND message = ?", [.text(round), .text(message)]) else {
            throw RecordsError.notAsked(message: message, round: round)
        }
    }

    func ledger(of message: String) throws -> LabelLedger {
        LabelLedger(try rows("\(LabelEvent.query) WHERE e.message = ? ORDER BY e.seq", [.text(message)], LabelEvent.init))
    }

    func endLease(_ message: String, _ annotator: String) throws {
        try run("DELETE FROM leases WHERE message = ? AND annotator = ?", [.text(message), .text(annotator)])
    }
}
