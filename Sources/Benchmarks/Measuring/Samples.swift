/// Measurements of one quantity, sorted.
package struct Samples: Equatable, Sendable {
    package let sorted: [Double]

    package init(_ values: some Sequence<Double>) { sorted = values.sorted() }

    package var count: Int { sorted.count }

    /// The smallest sample that at least `percent` of all samples do not exceed (nearest rank); nil without samples.
    ///
    /// No value is made up between two samples, so the 99.9th percentile of fewer than a thousand is their maximum.
    ///
    /// - Parameter percent: 0 to 100, read to two decimals.
    package func percentile(_ percent: Double) -> Double? {
        guard let last = sorted.indices.last else { return nil }
        let share = Int((min(max(percent, 0), 100) * 100).rounded())
        return sorted[min(last, max(0, (sorted.count * share + 9_999) / 10_000 - 1))]
    }

    package var median: Double? { percentile(50) }
    package var maximum: Double? { sorted.last }
    package var mean: Double? { sorted.isEmpty ? nil : sorted.reduce(0, +) / Double(sorted.count) }
}
