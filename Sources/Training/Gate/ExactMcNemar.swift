import Glibc

/// Whether two classifiers that judged the same messages differ, exactly.
///
/// Messages that both get right, or both get wrong, say nothing. Of the others each is a fair coin when the two are equally good, so
/// the number of messages that only the first gets right is binomial with p = ½. No normal approximation: a gate set has few such
/// messages, and the classes that matter most have the fewest.
///
/// Source: McNemar 1947, "Note on the sampling error of the difference between correlated proportions or percentages",
/// Psychometrika 12; the exact conditional test as in Fagerland, Lydersen & Laake 2013, BMC Medical Research Methodology 13:91.
/// Matches scipy.stats.binomtest(first, first + second).
package struct ExactMcNemar: Equatable, Sendable {
    /// Messages that only the first got right.
    package let onlyFirst: Int
    package let onlySecond: Int

    package init(onlyFirst: Int, onlySecond: Int) {
        precondition(onlyFirst >= 0 && onlySecond >= 0, "ExactMcNemar: \(onlyFirst) and \(onlySecond) messages")
        self.onlyFirst = onlyFirst
        self.onlySecond = onlySecond
    }

    /// How likely this many or more messages that only the first gets right would be, were the two equally good: small when the second
    /// is worse.
    package var pSecondIsWorse: Double { Self.upperTail(onlyFirst, of: onlyFirst + onlySecond) }

    /// Of a difference this large in either direction.
    package var pDifferent: Double { min(1, 2 * Self.upperTail(max(onlyFirst, onlySecond), of: onlyFirst + onlySecond)) }

    /// P(X ≥ k) for X of n fair coins. Each term is taken from its logarithm: 2⁻ⁿ alone is no double from n = 1,075 on.
    private static func upperTail(_ k: Int, of n: Int) -> Double {
        guard k > 0 else { return 1 }
        var logTerm = -Double(n) * log(2)
        var tail = 0.0
        for j in 0...n {
            if j > 0 { logTerm += log(Double(n - j + 1)) - log(Double(j)) }
            if j >= k { tail += exp(logTerm) }
        }
        return min(1, tail)
    }
}
