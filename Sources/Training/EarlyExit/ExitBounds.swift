/// What early exit may cost, out of fold, and which classes it must not hide.
package struct ExitBounds: Equatable, Sendable {
    /// Macro-F1 that may be lost, as a fraction.
    package var maxLoss = 0.001
    /// Exits that spare less are not worth their place: the mean number of layers over L.
    package var maxDepth = 0.9
    /// How sure an exit has to be at least, whatever the rows allow. On the seed set thresholds down to 0.8 kept the bounds out of fold, and
    /// lost 0.7 points of macro-F1 on the development set, whose messages differ from the training rows as real ones do.
    package var leastThreshold: Float = 0.9
    /// Classes whose recall must not fall, and which no exit leaves in doubt.
    package var protected: [Int]
    /// The most that one of these may have, calibrated, where a message leaves as something else.
    package var limit: Float = 0.02
    /// By class: where the policy begins to act; nil where it never does.
    package var flagThresholds: [Float?]
    /// The class that ought not to be flagged.
    package var harmless: Int?

    package init(protected: [Int], flagThresholds: [Float?], harmless: Int?) {
        self.protected = protected
        self.flagThresholds = flagThresholds
        self.harmless = harmless
    }

    /// `[C]`, for an exit's rule.
    package var limits: [Float] { flagThresholds.indices.map { protected.contains($0) ? limit : 1 } }
}

/// What some rows came to, with early exit or without.
package struct ExitFigures: Equatable, Sendable {
    package var macroF1: Double
    package var accuracy: Double
    package var meanLayers: Double
    /// By protected class: the share of its rows that got its label.
    package var recall: [Double]
    /// By protected class: how many of its rows the policy flags for it.
    package var flagged: [Int]
    /// Rows of the harmless class that the policy flags.
    package var falseFlags: Int

    /// Whether the bounds hold against what the model gives without exits.
    ///
    /// Beside macro-F1 and recall, what the policy acts on counts: a message of a protected class may be flagged although another label is
    /// ahead, and one that harms nobody may be flagged by a head that knows less. Neither may get worse.
    func meets(_ bounds: ExitBounds, without full: ExitFigures) -> Bool {
        macroF1 >= full.macroF1 - bounds.maxLoss - 1e-12 && zip(recall, full.recall).allSatisfy { $0 >= $1 - 1e-12 }
            && zip(flagged, full.flagged).allSatisfy { $0 >= $1 } && falseFlags <= full.falseFlags
    }
}
