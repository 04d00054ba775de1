package import LabeledData

/// What an annotator did.
package enum LabelEntry: Equatable, Sendable {
    case label(SafetyClass, note: String?)
    case skip(note: String?)
    /// Takes the event with this number back, as if it had never been.
    case undo(event: Int)
    case note(String)

    var kind: String {
        switch self {
        case .label: "label"
        case .skip: "skip"
        case .undo: "undo"
        case .note: "note"
        }
    }

    /// Whether `other` would add nothing to this: the same answer, with the same note or none.
    func covers(_ other: LabelEntry) -> Bool {
        switch (self, other) {
        case (.label(let own, _), .label(let label, _)): own == label && (other.note == nil || other.note == note)
        case (.skip, .skip): other.note == nil || other.note == note
        default: false
        }
    }

    var note: String? {
        switch self {
        case .label(_, let note), .skip(let note): note
        case .undo: nil
        case .note(let text): text
        }
    }
}

/// The way by which a label came in. An adjudication settles the label whatever others said.
package enum LabelSource: String, CaseIterable, Sendable {
    case cli, `import`, review, adjudication
}

/// One entry of the book of labels. `seq` alone orders: `at` is what a clock said.
package struct LabelEvent: Equatable, Sendable {
    package let seq: Int
    package let at: Timestamp
    package let annotator: String
    package let message: String
    package let messageOrdinal: Int
    package let round: String?
    package let source: LabelSource
    package let entry: LabelEntry

    package init(
        seq: Int, at: Timestamp, annotator: String, message: String, messageOrdinal: Int, round: String?, source: LabelSource,
        entry: LabelEntry
    ) {
        self.seq = seq
        self.at = at
        self.annotator = annotator
        self.message = message
        self.messageOrdinal = messageOrdinal
        self.round = round
        self.source = source
        self.entry = entry
    }

    static let query = "SELECT e.*, m.ordinal AS message_ordinal FROM label_events e JOIN messages m ON m.id = e.message"

    init(_ row: RowReader) throws(RecordsError) {
        seq = try row.integer("seq")
        at = try row.time("at")
        annotator = try row.text("annotator")
        message = try row.text("message")
        messageOrdinal = try row.integer("message_ordinal")
        round = try row.optional("round", RowReader.text)
        source = try row.value("source", "a source of labels", LabelSource.init(rawValue:))
        let note = try row.optional("note", RowReader.text)
        switch try row.text("kind") {
        case "label": entry = .label(try row.safetyClass("class"), note: note)
        case "skip": entry = .skip(note: note)
        case "undo": entry = .undo(event: try row.integer("undoes"))
        case "note": entry = .note(note ?? "")
        case let kind: throw .badValue(column: "kind", found: "'\(kind)'", expected: "'label', 'skip', 'undo' or 'note'")
        }
    }
}
