import Glibc

/// How unsure the learner is of a message, from its probabilities; more is more unsure.
package enum Uncertainty: String, CaseIterable, Equatable, Sendable {
    /// H(p) = −Σ pᵢ log pᵢ in nats, over all classes. Source: the paper's equation 1.
    case entropy
    /// 1 − (p₁ − p₂), with the two largest: how near the second guess is to the first. Source: Scheffer, Decomain & Wrobel 2001, "Active
    /// hidden Markov models for information extraction".
    case margin

    /// - Parameter p: `[C]`, non-negative with a positive sum; scaled to sum to 1. C is at least 2.
    package func score(_ p: some Collection<Float>) -> Float {
        let sum = p.reduce(0.0) { $0 + Double($1) }
        switch self {
        case .entropy:
            return Float(p.reduce(0.0) { $1 > 0 ? $0 - Double($1) / sum * log(Double($1) / sum) : $0 })
        case .margin:
            var (first, second): (Float, Float) = (0, 0)
            for value in p {
                if value > first { (first, second) = (value, first) } else if value > second { second = value }
            }
            return Float(1 - (Double(first) - Double(second)) / sum)
        }
    }
}
