import Glibc

/// How much each row counts by how well its label agrees with models that did not see it.
///
///     weight = floor + (1 − floor) · min(1, p(label) / s)^exponent
///
/// What s is decides what full agreement means: see `Reference`.
package struct AgreementWeights: Equatable, Sendable {
    package enum Reference: Equatable, Sendable {
        /// s = 1.
        case certainty
        /// s is the mean of p(label) over the rows of that label: a row that agrees as well as its class does on average counts in full,
        /// and a rare class, on which models are unsure everywhere, does not lose its weight as a whole.
        case classMean
        /// s is the row's largest probability: a row whose label is the model's first choice counts in full, however unsure it is.
        case rowMaximum
    }

    package let floor: Double
    package let exponent: Double
    package let reference: Reference

    /// - Parameters:
    ///   - floor: The weight of a row whose label is impossible, 0…1.
    ///   - exponent: Above 1 punishes disagreement harder; 0 gives every row the weight 1.
    package init(floor: Double, exponent: Double = 1, reference: Reference = .classMean) throws(TrainingError) {
        guard (0...1).contains(floor) else { throw .badOption(name: "floor", allowed: "0 to 1") }
        guard exponent.isFinite && exponent >= 0 else { throw .badOption(name: "exponent", allowed: "finite and not negative") }
        self.floor = floor
        self.exponent = exponent
        self.reference = reference
    }

    /// The weights, `[n]`, each in `floor`…1.
    ///
    /// - Parameters:
    ///   - probabilities: `[n, C]` row-major, each row from a model that was trained without it.
    ///   - labels: `[n]`.
    package func weights(probabilities: [Float], labels: [Int], classCount: Int) throws(TrainingError) -> [Double] {
        try checkProbabilities(probabilities, labels: labels, classCount: classCount)
        let means =
            reference == .classMean ? meanSelfConfidence(probabilities: probabilities, labels: labels, classCount: classCount) : []
        return labels.enumerated().map { row, label in
            let scores = probabilities[row * classCount..<(row + 1) * classCount]
            let scale: Double =
                switch reference {
                case .certainty: 1
                case .classMean: means[label]
                case .rowMaximum: Double(scores.max() ?? 0)
                }
            // A class whose rows all have probability 0 gives 0/0: no agreement.
            let ratio = scale > 0 ? min(1, Double(probabilities[row * classCount + label]) / scale) : 0
            return floor + (1 - floor) * pow(ratio, exponent)
        }
    }
}
