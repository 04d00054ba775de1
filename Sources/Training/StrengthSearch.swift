/// Repeated cross-validation over a grid of regularization strengths.
///
/// For every fold the strengths are fitted from the strongest regularization to the weakest, each from where the last one ended: the
/// path is short. The held-back rows are scored by each fit. Every row is therefore scored once a repeat, by a model that never saw
/// it or a row of its group.
struct StrengthSearch {
    let options: ProbeOptions
    let classCount: Int
    let embeddings: Embeddings
    let labels: [Int]
    let rowWeights: [Double]
    let groups: [Int]

    struct Outcome {
        let trials: [StrengthTrial]
        /// The index in `trials` of the strength to use.
        let chosen: Int
        /// The logits of the chosen strength, repeat after repeat, each `[n, C]`.
        let outOfFoldLogits: [[Float]]
    }

    /// What one strength gave.
    private struct Scores {
        /// `[n, C]` for each repeat.
        var logits: [[Float]]
        var iterations = 0
        var converged = true
    }

    /// - Parameter progress: Called after each fit with how many are done.
    func run(progress: (Int) -> Void) -> Outcome {
        let strengths = options.strengths.sorted()
        let blank = [[Float]](repeating: [Float](repeating: 0, count: labels.count * classCount), count: options.repeats)
        var scores = [Scores](repeating: Scores(logits: blank), count: strengths.count)
        var assignments: [[Int]] = []
        var done = 0
        for repetition in 0..<options.repeats {
            let assignment = options.assignFolds(labels: labels, groups: groups, classCount: classCount, repetition: repetition)
            assignments.append(assignment)
            for fold in 0..<options.folds {
                let train = labels.indices.filter { assignment[$0] != fold }
                let held = labels.indices.filter { assignment[$0] == fold }
                let x = DesignMatrix(embeddings, rows: train)
                let (trainLabels, trainWeights) = (train.map { labels[$0] }, train.map { rowWeights[$0] })
                var start: [Double]?
                for (index, strength) in strengths.enumerated() {
                    let fit = options.regression(strength: strength, tolerance: options.searchTolerance).fit(
                        x, labels: trainLabels, rowWeights: trainWeights, classCount: classCount, start: start)
                    start = fit.parameters
                    let logits = fit.head.logits(embeddings, rows: held)
                    for (position, row) in held.enumerated() {
                        for c in 0..<classCount {
                            scores[index].logits[repetition][row * classCount + c] = logits[position * classCount + c]
                        }
                    }
                    scores[index].iterations += fit.iterations
                    scores[index].converged = scores[index].converged && fit.converged
                    done += 1
                    progress(done)
                }
            }
        }
        return outcome(strengths, scores, assignments)
    }

    private func outcome(_ strengths: [Double], _ scores: [Scores], _ assignments: [[Int]]) -> Outcome {
        let pooledLabels = Array(repeatElement(labels, count: options.repeats).joined())
        let calibrations = scores.map {
            Calibration.fittingTemperature(logits: Array($0.logits.joined()), labels: pooledLabels, classCount: classCount)
        }
        // [strength][repeat][row]
        let losses = zip(scores, calibrations).map { score, calibration in
            score.logits.map { calibration.losses(logits: $0, labels: labels, classCount: classCount) }
        }
        let rowLosses = losses.map { repeats in
            labels.indices.map { row in repeats.reduce(0) { $0 + $1[row] } / Double(options.repeats) }
        }
        let choice = StrengthRule.choose(losses: rowLosses, groups: Folds.rowsByGroup(groups))
        let trials = strengths.indices.map { index in
            let folds = foldScores(scores[index].logits, losses[index], assignments)
            return StrengthTrial(
                strength: strengths[index], temperature: calibrations[index].temperature, logLoss: Spread(folds.logLoss),
                accuracy: Spread(folds.accuracy), macroF1: Spread(folds.macroF1), excess: choice.excess[index],
                excessError: choice.error[index],
                meanIterations: Double(scores[index].iterations) / Double(options.repeats * options.folds),
                converged: scores[index].converged)
        }
        return Outcome(trials: trials, chosen: choice.chosen, outOfFoldLogits: scores[choice.chosen].logits)
    }

    private func foldScores(
        _ logits: [[Float]], _ losses: [[Double]], _ assignments: [[Int]]
    ) -> (logLoss: [Double], accuracy: [Double], macroF1: [Double]) {
        var result: (logLoss: [Double], accuracy: [Double], macroF1: [Double]) = ([], [], [])
        for (repetition, assignment) in assignments.enumerated() {
            let predicted = predictions(of: logits[repetition], classCount: classCount)
            for fold in 0..<options.folds {
                let rows = labels.indices.filter { assignment[$0] == fold }
                guard !rows.isEmpty else { continue }
                let confusion = ConfusionMatrix(
                    labels: rows.map { labels[$0] }, predictions: rows.map { predicted[$0] }, classCount: classCount)
                result.logLoss.append(rows.reduce(0) { $0 + losses[repetition][$1] } / Double(rows.count))
                result.accuracy.append(confusion.accuracy)
                result.macroF1.append(confusion.macro.f1)
            }
        }
        return result
    }
}
