/// How much a row counts by its class, so that a rare class is not drowned.
package enum ClassWeighting: Equatable, Sendable {
    /// Every row counts alike.
    case uniform
    /// n / (C · n_c), where n counts rows by their weights; at most `clippedAt` when that is given. Matches scikit-learn's
    /// `class_weight="balanced"`.
    case balanced(clippedAt: Double?)

    package static let balanced = ClassWeighting.balanced(clippedAt: nil)

    /// The weight of each class, `[C]`; 0 for a class with no rows.
    package func classWeights(labels: [Int], rowWeights: [Double], classCount: Int) -> [Double] {
        guard case .balanced(let limit) = self else { return [Double](repeating: 1, count: classCount) }
        var counts = [Double](repeating: 0, count: classCount)
        for (label, weight) in zip(labels, rowWeights) { counts[label] += weight }
        let total = counts.reduce(0, +)
        return counts.map { $0 > 0 ? min(total / (Double(classCount) * $0), limit ?? .infinity) : 0 }
    }
}
