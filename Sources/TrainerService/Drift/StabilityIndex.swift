import Glibc

/// The population stability index: how far a distribution over cells has moved.
///
///     PSI = Σ (aᵢ − eᵢ) · ln(aᵢ / eᵢ)
///
/// with shares e expected and a actual: the symmetrized Kullback–Leibler divergence (Jeffreys' J), in nats. Source: Siddiqi 2006, "Credit Risk
/// Scorecards", ch. 10, with the bounds that became custom: below 0.1 no change to speak of, above 0.25 one that asks for action.
package enum StabilityIndex {
    package static let watchBound = 0.1
    package static let alarmBound = 0.25
    /// What every cell of a count counts more, so that an empty one has a logarithm (the Jeffreys prior's half).
    static let pseudoCount = 0.5

    /// Of shares, none of them 0.
    ///
    /// - Precondition: As many expected as actual.
    package static func of(expected: [Double], actual: [Double]) -> Double {
        precondition(expected.count == actual.count, "StabilityIndex: \(expected.count) cells expected, \(actual.count) actual")
        return zip(expected, actual).reduce(0) { $0 + ($1.1 - $1.0) * log($1.1 / $1.0) }
    }

    /// Of counts, with half a count added to every cell on both sides.
    package static func of(expectedCounts: [Int], actualCounts: [Int]) -> Double {
        of(expected: shares(expectedCounts), actual: shares(actualCounts))
    }

    package static func shares(_ counts: [Int]) -> [Double] {
        let total = counts.reduce(Double(counts.count) * pseudoCount) { $0 + Double($1) }
        return counts.map { (Double($0) + pseudoCount) / total }
    }
}
