import Glibc

/// Chooses, from what a model thinks of unlabelled rows, those that it may learn from, as distributions with a weight.
///
/// 1. Rows that the model is not sure enough of are dropped (`bound`).
/// 2. Of each predicted class at most `perClassLimit` rows stay, the most confident; among equals the first.
/// 3. What stays is sharpened, q ∝ p^(1/T), and weighed.
///
/// Source: Lee 2013, "Pseudo-label"; sharpening as Berthelot et al. 2019, MixMatch, arXiv:1905.02249, equation (7); the limit per
/// class as Zou et al. 2018, arXiv:1810.07911 (class-balanced self-training).
package struct PseudoLabels: Equatable, Sendable {
    package enum Bound: Equatable, Sendable {
        case none
        /// The largest probability must reach this.
        case confidence(atLeast: Double)
        /// −Σ p · log p must not be above this; nats.
        case entropy(atMost: Double)
    }

    package enum Weighting: Equatable, Sendable {
        case constant(Double)
        /// scale · the largest probability.
        case confidence(scale: Double)
        /// scale · (1 − entropy / log C): 0 for a row of which nothing is known.
        case certainty(scale: Double)
    }

    package struct Row: Equatable, Sendable {
        /// Its place in the probabilities.
        package let row: Int
        /// The predicted class.
        package let label: Int
        /// `[C]`, sharpened.
        package let distribution: [Float]
        package let weight: Double
    }

    package let temperature: Double
    package let bound: Bound
    package let perClassLimit: Int?
    package let weighting: Weighting

    /// - Parameter temperature: T; below 1 sharpens, 1 leaves distributions as they are.
    package init(
        temperature: Double = 1, bound: Bound = .none, perClassLimit: Int? = nil, weighting: Weighting = .constant(1)
    ) throws(TrainingError) {
        guard temperature.isFinite && temperature > 0 else { throw .badOption(name: "temperature", allowed: "positive") }
        switch bound {
        case .none: break
        case .confidence(let least): guard (0...1).contains(least) else { throw .badOption(name: "confidence", allowed: "0 to 1") }
        case .entropy(let most): guard most >= 0 else { throw .badOption(name: "entropy", allowed: "at least 0") }
        }
        guard perClassLimit.map({ $0 >= 0 }) ?? true else { throw .badOption(name: "perClassLimit", allowed: "at least 0") }
        switch weighting {
        case .constant(let scale), .confidence(let scale), .certainty(let scale):
            guard scale.isFinite && scale >= 0 else { throw .badOption(name: "weight", allowed: "finite and not negative") }
        }
        self.temperature = temperature
        self.bound = bound
        self.perClassLimit = perClassLimit
        self.weighting = weighting
    }

    /// The rows that stay, ascending.
    ///
    /// - Parameter probabilities: `[n, C]` row-major; bound, limit and weight look at them as they are, before sharpening.
    package func select(probabilities: [Float], classCount: Int) throws(TrainingError) -> [Row] {
        if probabilities.isEmpty { return [] }
        try checkProbabilities(probabilities, labels: nil, classCount: classCount)
        var candidates: [[(row: Int, confidence: Float)]] = Array(repeating: [], count: classCount)
        for row in 0..<probabilities.count / classCount {
            let p = probabilities[row * classCount..<(row + 1) * classCount]
            let label = argmax(p)
            let confidence = p[p.startIndex + label]
            let passes =
                switch bound {
                case .none: true
                case .confidence(let least): Double(confidence) >= least
                case .entropy(let most): Self.entropy(p) <= most
                }
            if passes { candidates[label].append((row, confidence)) }
        }
        var kept: [Row] = []
        for (label, rows) in candidates.enumerated() {
            let ordered = rows.sorted { ($1.confidence, $0.row) < ($0.confidence, $1.row) }
            for (row, confidence) in ordered.prefix(perClassLimit ?? rows.count) {
                let p = probabilities[row * classCount..<(row + 1) * classCount]
                let weight =
                    switch weighting {
                    case .constant(let scale): scale
                    case .confidence(let scale): scale * Double(confidence)
                    case .certainty(let scale): scale * max(0, 1 - Self.entropy(p) / log(Double(classCount)))
                    }
                kept.append(Row(row: row, label: label, distribution: sharpened(p), weight: weight))
            }
        }
        return kept.sorted { $0.row < $1.row }
    }

    /// p^(1/T), scaled to sum to 1.
    private func sharpened(_ p: ArraySlice<Float>) -> [Float] {
        let scores = p.map { log(Double($0)) / temperature }
        let normalizer = logSumExp(scores)
        return scores.map { Float(exp($0 - normalizer)) }
    }

    private static func entropy(_ p: ArraySlice<Float>) -> Double {
        p.reduce(0) { $1 > 0 ? $0 - Double($1) * log(Double($1)) : $0 }
    }
}
