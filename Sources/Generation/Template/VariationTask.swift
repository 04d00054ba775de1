package import LabeledData

/// What holds between a source and its variations: R of the paper's Algorithm 1.
package enum VariationRelation: Equatable, Sendable {
    /// The variations belong to the source's class.
    case sameLabel
    /// The variations stay with the source's topic but belong to this other class: near-misses for the learner.
    case contrast(SafetyClass)

    package var name: String {
        switch self {
        case .sameLabel: "same-label"
        case .contrast: "contrast"
        }
    }
}

/// One source text from which variations are to be written.
package struct VariationTask: Equatable, Sendable {
    package static let countRange = 1...20
    /// A longer source is no chat message, and would be paid for by the token.
    package static let maxSourceBytes = 16 << 10

    /// Where the source came from: an id or a line; for reports.
    package let id: String
    package let source: String
    /// What people say the source is.
    package let humanLabel: SafetyClass
    package let relation: VariationRelation
    /// k.
    package let count: Int
    package let seed: UInt64

    package init(
        id: String, source: String, humanLabel: SafetyClass, relation: VariationRelation = .sameLabel, count: Int = 5, seed: UInt64 = 1
    ) throws(GenerationError) {
        guard Self.countRange.contains(count) else {
            throw .badTask(reason: "\(count) variations were asked for, 1 to 20 are allowed")
        }
        guard source.utf8.count <= Self.maxSourceBytes else {
            throw .badTask(reason: "the source '\(id)' has \(source.utf8.count) bytes, at most \(Self.maxSourceBytes) are allowed")
        }
        guard source.utf8.contains(where: { $0 > 0x20 }) else { throw .badTask(reason: "the source '\(id)' is empty") }
        if case .contrast(let target) = relation, target == humanLabel {
            throw .badTask(reason: "a contrast to '\(humanLabel.name)' must be of another class")
        }
        self.id = id
        self.source = source
        self.humanLabel = humanLabel
        self.relation = relation
        self.count = count
        self.seed = seed
    }

    /// What the variations are meant to be.
    package var label: SafetyClass {
        switch relation {
        case .sameLabel: humanLabel
        case .contrast(let target): target
        }
    }

    package var plan: VariationPlan { VariationPlan(count: count, seed: seed, source: source, label: label) }
}
