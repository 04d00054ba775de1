import Glibc

/// How well a score tells two kinds of texts apart.
package enum RankAUC {
    /// The share of pairs, one of each kind, that the score puts in order; a tie counts half (Mann & Whitney's U over n · m).
    ///
    /// - Returns: Nil when a kind is missing.
    package static func of(positives: [Double], negatives: [Double]) -> Double? {
        guard !positives.isEmpty, !negatives.isEmpty else { return nil }
        let rows = (positives.map { ($0, true) } + negatives.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var (won, seen, first) = (0.0, 0.0, 0)
        while first < rows.count {
            var end = first
            var (ties, losers) = (0.0, 0.0)
            while end < rows.count, rows[end].0 == rows[first].0 {
                if rows[end].1 { ties += 1 } else { losers += 1 }
                end += 1
            }
            won += ties * (seen + losers / 2)
            seen += losers
            first = end
        }
        return won / (Double(positives.count) * Double(negatives.count))
    }

    /// The 95 % interval of an area, by the standard error of Hanley & McNeil 1982, "The meaning and use of the area under a receiver operating
    /// characteristic curve", Radiology 143, equation 2, within [0, 1].
    package static func interval(_ area: Double, positives: Int, negatives: Int) -> ClosedRange<Double> {
        guard positives > 0, negatives > 0 else { return 0...1 }
        let (n, m) = (Double(positives), Double(negatives))
        let q1 = area / (2 - area)
        let q2 = 2 * area * area / (1 + area)
        let variance = (area * (1 - area) + (n - 1) * (q1 - area * area) + (m - 1) * (q2 - area * area)) / (n * m)
        let margin = 1.959963984540054 * max(0, variance).squareRoot()
        return max(0, area - margin)...min(1, area + margin)
    }
}
