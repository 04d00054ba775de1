/// From which layer on messages may leave, how sure an exit has to be, and what that costs out of fold.
///
/// One threshold for all exits: their probabilities are calibrated, so that 0.8 means the same after every layer. Tried and lost: a
/// threshold for each exit, lowered one at a time as far as the rows allow. It fits the rows: a little shallower where it is chosen, and
/// over the bounds on rows that it was not chosen on, for the seed set as for the paper's splits. Without the limits on the protected
/// classes one threshold goes over them too.
///
/// 1. For each first layer the threshold is lowered step by step until a bound breaks: on all rows, or on those that people wrote. A lower
///    one that happens to keep the bounds again is luck, and is not looked for.
/// 2. Of the first layers, that with the lowest mean depth is chosen.
/// 3. The choice is made again without the rows of each fold, and judged by those. What this says is what a message will meet that had
///    no part in the choice. Where recall falls there, or macro-F1 by more than the bound and the standard error of the difference, all is
///    repeated with thresholds one step above the lowest, then two, and so on.
package struct ExitChoice: Equatable, Sendable {
    /// Layers that are computed for every message.
    package let first: Int
    package let threshold: Float
    package let layers: Int
    package let full: ExitFigures
    package let figures: ExitFigures
    /// Of rows whose fold had no part in the choice that they are judged by.
    package let crossFitted: ExitFigures

    /// Descending. Below the last a message would leave with a verdict that is hardly surer than not.
    static let thresholds: [Float] = [
        0.995, 0.99, 0.985, 0.98, 0.97, 0.96, 0.95, 0.94, 0.92, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6,
    ]
    /// Steps above the lowest threshold that are tried before there are no exits.
    private static let mostSteps = 4
}

extension ExitChoice {
    private struct Candidate {
        let first: Int
        let threshold: Float
        let stops: [Int]
    }

    /// - Parameters:
    ///   - folds: `[n]`, of the cross-validation that gave the evidence.
    ///   - audiences: Sets of rows, in each of which the bounds have to hold; the first is all of them.
    /// - Returns: Nil when no pair keeps the bounds with a mean depth below `bounds.maxDepth` of L.
    package static func best(_ evidence: ExitEvidence, folds: [Int], audiences: [[Int]], bounds: ExitBounds) -> ExitChoice? {
        let (layers, all) = (evidence.layers, Array(evidence.labels.indices))
        guard layers > 1, !all.isEmpty else { return nil }
        let ladders = (1..<layers).map { first in
            thresholds.filter { $0 >= bounds.leastThreshold }.map { threshold in
                Candidate(
                    first: first, threshold: threshold,
                    stops: evidence.stops(first: first, threshold: threshold, limits: bounds.limits))
            }
        }
        let none = [Int](repeating: layers, count: all.count)
        let full = evidence.figures(none, rows: all, bounds: bounds)
        let shallow = Double(layers) * bounds.maxDepth

        /// The best pair for some rows.
        func choose(_ isIn: (Int) -> Bool, stepsAbove: Int) -> Candidate? {
            let sets = audiences.map { $0.filter(isIn) }.filter { !$0.isEmpty }
            let references = sets.map { evidence.figures(none, rows: $0, bounds: bounds) }
            let lowest = ladders.compactMap { ladder in
                ladder.prefix { candidate in
                    zip(sets, references).allSatisfy { rows, reference in
                        evidence.figures(candidate.stops, rows: rows, bounds: bounds).meets(bounds, without: reference)
                    }
                }.dropLast(stepsAbove).last
            }
            func depth(_ candidate: Candidate) -> Int { sets.first?.reduce(0) { $0 + candidate.stops[$1] } ?? 0 }
            return lowest.min { depth($0) < depth($1) }
        }

        for steps in 0...mostSteps {
            guard let chosen = choose({ _ in true }, stepsAbove: steps) else { return nil }
            let figures = evidence.figures(chosen.stops, rows: all, bounds: bounds)
            guard figures.meanLayers < shallow else { return nil }
            var stops = none
            for fold in Set(folds).sorted() {
                guard let other = choose({ folds[$0] != fold }, stepsAbove: steps) else { continue }
                for row in all where folds[row] == fold { stops[row] = other.stops[row] }
            }
            let crossFitted = evidence.figures(stops, rows: all, bounds: bounds)
            let keepsRecall = zip(crossFitted.recall, full.recall).allSatisfy { $0 >= $1 - 1e-12 }
            let error = Double(evidence.differences(stops, none)).squareRoot() / Double(all.count)
            if keepsRecall, crossFitted.macroF1 >= full.macroF1 - bounds.maxLoss - error {
                return ExitChoice(
                    first: chosen.first, threshold: chosen.threshold, layers: layers, full: full, figures: figures,
                    crossFitted: crossFitted)
            }
        }
        return nil
    }
}
