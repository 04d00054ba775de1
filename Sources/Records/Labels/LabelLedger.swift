package import LabeledData

/// The current labels as a function of the events.
///
/// Of each annotator and message the last event counts that is a label or a skip and has not been undone; so a relabel needs no event
/// of its own, and an undo brings back what was there before. Notes change nothing. Events must come in the order of their numbers.
/// What several annotators say is put together by `MessageLabels.verdict`. Cost: one pass, a dictionary look-up per event.
package struct LabelLedger: Sendable {
    /// By the ordinal of the message: ids are compared by their bytes in the store, which Swift's `String` does not do.
    package private(set) var messages: [Int: MessageLabels] = [:]

    package init() {}

    package init(_ events: some Sequence<LabelEvent>) {
        for event in events { apply(event) }
    }

    package mutating func apply(_ event: LabelEvent) {
        switch event.entry {
        case .label, .skip: messages[event.messageOrdinal, default: MessageLabels()].append(event)
        case .undo(let seq): messages[event.messageOrdinal]?.remove(seq)
        case .note: break
        }
    }

    package subscript(ordinal: Int) -> MessageLabels { messages[ordinal] ?? MessageLabels() }
}

/// An annotator's current label of a message.
package struct LabelAnswer: Equatable, Sendable {
    package let annotator: String
    package let label: SafetyClass
    package let seq: Int
    package let isAdjudication: Bool
}

/// What annotators together say of a message.
package enum LabelVerdict: Equatable, Sendable {
    case unlabelled
    /// Nobody gave a label, and somebody passed.
    case skipped
    /// Fewer labels than the round wants.
    case partial
    case settled(SafetyClass)
    /// Enough labels and no majority: one more annotator is wanted.
    case disputed
}

/// The live events of one message.
package struct MessageLabels: Equatable, Sendable {
    private var live: [LabelEvent] = []

    package init() {}

    mutating func append(_ event: LabelEvent) { live.append(event) }
    mutating func remove(_ seq: Int) { live.removeAll { $0.seq == seq } }

    /// The last live event of each annotator, in the order of those events.
    var current: [LabelEvent] {
        var seen: Set<String> = []
        return live.reversed().filter { seen.insert($0.annotator).inserted }.reversed()
    }

    /// Current labels in the order in which they were given.
    package var answers: [LabelAnswer] {
        current.compactMap { event in
            guard case .label(let label, _) = event.entry else { return nil }
            return LabelAnswer(annotator: event.annotator, label: label, seq: event.seq, isAdjudication: event.source == .adjudication)
        }
    }

    package var skippedBy: [String] {
        current.compactMap { event in
            if case .skip = event.entry { event.annotator } else { nil }
        }
    }

    /// The annotator's last live event.
    package func last(of annotator: String) -> LabelEvent? { live.last { $0.annotator == annotator } }

    /// - Parameter wanted: How many annotators have to answer.
    package func verdict(wanted: Int) -> LabelVerdict {
        let answers = answers
        if let last = answers.last(where: \.isAdjudication) { return .settled(last.label) }
        guard !answers.isEmpty else { return skippedBy.isEmpty ? .unlabelled : .skipped }
        guard answers.count >= wanted else { return .partial }
        for label in SafetyClass.allCases where 2 * answers.count(where: { $0.label == label }) > answers.count { return .settled(label) }
        return .disputed
    }
}
