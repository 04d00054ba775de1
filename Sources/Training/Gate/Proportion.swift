/// How many of so many.
package struct Proportion: Equatable, Sendable {
    package let count: Int
    package let total: Int

    package init(_ count: Int, of total: Int) {
        precondition((0...max(0, total)).contains(count) && total >= 0, "Proportion: \(count) of \(total)")
        self.count = count
        self.total = total
    }

    /// 0 of nothing is 0.
    package var share: Double { total > 0 ? Double(count) / Double(total) : 0 }

    /// Where the share lies with 95 % confidence; of nothing, anywhere.
    ///
    /// Unlike the normal interval it stays within 0…1 and has a width where every message was right, which is what the recall of a
    /// small class often is.
    ///
    /// Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22. Matches
    /// scipy.stats.binomtest(count, total).proportion_ci(method='wilson').
    package var interval: Interval {
        guard total > 0 else { return Interval(low: 0, high: 1) }
        let (n, z) = (Double(total), 1.959963984540054)
        let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        let reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return Interval(low: count == 0 ? 0 : centre - reach, high: count == total ? 1 : centre + reach)
    }
}
