/// How much a message counts by the classes that it may belong to, so that rare classes are found in time.
///
///     b(x) = Σ p_c(x) · √(N / (C · (n_c + 1)))        n_c labels of class c so far, N of all, C classes
///
/// A message that is surely of a class with its fair share of labels has about 1, one of a class with a ninth of that has 3. The learner's
/// uncertainty is multiplied by it, and each of many small clusters offers its best: the product alone asks for one corner of the pool
/// again and again.
///
/// Tried, on the paper's labelled posts and texts with 30 seeds, and behind this in macro-F1: N / n_c without the root, which finds more of
/// the rare class and wastes labels on false guesses of it; entropy with the weight inside its sum, with and without the root; a quota of
/// queries for each guessed class, for all queries or for half of them; as many clusters as queries, twice and eight times as many; margin
/// in the place of entropy. The differences are within what thirty seeds can tell apart; models/README.md has the figures.
struct ClassBalance: Equatable {
    /// `[C]`.
    let weights: [Float]

    /// - Parameter counts: `[C]`: labels of each class so far. Without any, all classes count 1.
    init(_ counts: [Int]) {
        let share = max(1, Double(counts.reduce(0, +)) / Double(max(1, counts.count)))
        weights = counts.map { Float((share / Double($0 + 1)).squareRoot()) }
    }

    /// - Parameter p: `[C]`, non-negative with a positive sum; scaled to sum to 1.
    func weight(_ p: some Collection<Float>) -> Float {
        zip(p, weights).reduce(0) { $0 + $1.0 * $1.1 } / p.reduce(0, +)
    }

    /// Clusters for each one of the paper's.
    static let clusterFactor = 4
}
