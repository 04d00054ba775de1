/// Chooses the regularization strength from out-of-fold losses.
///
/// The rule: the log loss after a temperature fitted for each strength; then the smallest C whose loss exceeds the lowest by at most
/// one standard error of the paired difference.
///
/// - The temperature comes first because it is fitted afterwards anyway. The plain log loss of unit-length embeddings is lowest where
///   the logits happen to have the right scale, at a C far too large for the best ranking.
/// - The difference is paired, row by row, because the losses of two strengths rise and fall together; the error of a loss by itself
///   is so much larger that it would let almost any strength pass.
/// - Rows of one group are not independent: the error is that of sums over groups.
///
/// Tried and lost, on many halves of the paper's labelled posts: without the standard error (a little worse), by macro-F1 (a step
/// function of few rows, it wanders over the whole grid), by plain log loss (worst, for the reason above), by class-balanced tempered
/// log loss (a handful of rare rows decides, always for the strongest regularization). This rule lost next to nothing against the best
/// single C in hindsight.
///
/// Source of the one-standard-error rule: Breiman, Friedman, Olshen & Stone 1984, §3.4.3.
package enum StrengthRule {
    /// How each strength's mean loss differs from the lowest, and the index of the strength to use.
    ///
    /// - Parameters:
    ///   - losses: One array `[n]` for each strength, in ascending order of strength: a row's loss, averaged over repeats.
    ///   - groups: The rows of each group.
    package static func choose(
        losses: [[Double]], groups: [[Int]]
    ) -> (chosen: Int, excess: [Double], error: [Double]) {
        let means = losses.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
        let best = means.indices.reduce(0) { means[$1] < means[$0] ? $1 : $0 }
        var (excess, error): ([Double], [Double]) = ([], [])
        for (index, loss) in losses.enumerated() {
            let mean = means[index] - means[best]
            let square = groups.reduce(0) { sum, rows in
                let difference = rows.reduce(0) { $0 + (loss[$1] - losses[best][$1] - mean) }
                return sum + difference * difference
            }
            excess.append(mean)
            error.append(square.squareRoot() / Double(max(1, loss.count)))
        }
        let chosen = losses.indices.first { excess[$0] <= error[$0] } ?? best
        return (chosen, excess, error)
    }
}
