/// How a model is trained: as the paper did, or as `train --recipe auto` does.
package enum ReproduceSettings: String, CaseIterable, Hashable, Sendable { case paper, ours }

/// One training and its scoring, with nothing in it but values. The labels of the evaluation rows are not among them: whoever trains
/// cannot see them.
package struct ReproduceRun: Equatable, Sendable {
    /// A Hugging Face folder.
    package let base: String
    /// `[n]`, as are the next three.
    package let trainTexts: [String]
    /// Indices in `SafetyClass` order.
    package let trainLabels: [Int]
    /// What a row was made from, as `RowGroups` wants it: a post and its variations share a source and must not be parted by
    /// cross-validation. Nil for a row of the bootstrap set.
    package let trainSources: [String?]
    /// True for a row that a language model wrote.
    package let trainIsVariation: [Bool]
    /// `[m]`.
    package let evaluationTexts: [String]
    package let settings: ReproduceSettings
    package let seed: UInt64
    /// Nil leaves it to the recipe; the paper's settings always name it.
    package let epochs: Int?
    /// Tokens read of a text, special tokens included; nil as above.
    package let maxLength: Int?
    package let threads: Int
}
