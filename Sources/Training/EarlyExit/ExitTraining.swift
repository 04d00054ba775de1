/// Gives a trained model its exits, on states that stay as they are.
///
/// 1. For each fold, heads are fitted on the states of the other folds' rows and score the fold (`ExitHeadFitting`). With a probe the
///    states are those of the one frozen encoder. With fine-tuning they are those of the fold's own encoder, which has not seen the fold,
///    just as the model's own temperature is fitted: what is learnt about sureness comes from encoders that are alike in making, since
///    the last encoder has seen all rows and looks surer of them than it is of a message.
/// 2. For each layer a strength, by the rule for probes, and a temperature. No bias for the classes: it takes the rare class's
///    predictions away.
/// 3. The first layer and the threshold (`ExitChoice`).
/// 4. The heads of the layers from the first on, fitted on the final encoder's states of all rows.
package struct ExitTraining: Sendable {
    package var fitting: ExitHeadFitting
    package var bounds: ExitBounds
    package var labels: [Int]
    package var rowWeights: [Double]
    package var groups: [Int]
    /// Rows that temperatures are fitted on, and which have to keep the bounds for themselves; all, where that is empty.
    package var messages: [Int]

    package init(
        fitting: ExitHeadFitting, bounds: ExitBounds, labels: [Int], rowWeights: [Double], groups: [Int], messages: [Int]
    ) {
        precondition(
            labels.count == rowWeights.count && labels.count == groups.count && bounds.flagThresholds.count == fitting.classCount,
            "ExitTraining: \(labels.count) labels, \(rowWeights.count) weights, \(groups.count) groups")
        self.fitting = fitting
        self.bounds = bounds
        self.labels = labels
        self.rowWeights = rowWeights
        self.groups = groups
        self.messages = messages
    }

    package struct Exit: Equatable, Sendable {
        package let layer: Int
        package let strength: Double
        package let temperature: Double
        package let head: LinearHead
    }

    package struct Result: Equatable, Sendable {
        package let exits: [Exit]
        package let choice: ExitChoice
        package let bounds: ExitBounds
    }

    /// Scores every fold with heads on states that all folds share.
    ///
    /// - Parameter folds: `[n]`.
    package func scoreFolds(_ states: LayerStates, folds: [Int], progress: (Int) -> Void = { _ in }) throws(TrainingError) -> ExitLogits {
        var logits = emptyLogits(exits: states.exitCount)
        for (number, fold) in Set(folds).sorted().enumerated() {
            let held = labels.indices.filter { folds[$0] == fold }
            let scores = try fitting.heldLogits(
                states, labels: labels, rowWeights: rowWeights, training: labels.indices.filter { folds[$0] != fold }, held: held)
            try logits.put(scores, rows: held)
            progress(number + 1)
        }
        return logits
    }

    package func emptyLogits(exits: Int) -> ExitLogits {
        ExitLogits(exits: exits, strengths: fitting.strengths.count, rows: labels.count, classes: fitting.classCount)
    }

    /// - Parameters:
    ///   - logits: Of the folds.
    ///   - model: The calibrated probabilities of the model's own head, out of fold, `[n, C]`.
    ///   - folds: `[n]`.
    ///   - states: The final encoder's, of all rows.
    /// - Returns: Nil when no exits keep the bounds and spare enough.
    package func train(_ logits: ExitLogits, model: [Float], folds: [Int], states: LayerStates) throws(TrainingError) -> Result? {
        guard model.count == labels.count * fitting.classCount else {
            throw .countMismatch(what: "probabilities of the model", expected: labels.count * fitting.classCount, found: model.count)
        }
        let calibrated = (0..<logits.exitCount).map { calibrate(logits, exit: $0) }
        let evidence = ExitEvidence(
            labels: labels, classCount: fitting.classCount, exits: calibrated.map(\.probabilities), model: model)
        let all = Array(labels.indices)
        let audiences = messages.isEmpty || messages.count == all.count ? [all] : [all, messages]
        guard let choice = ExitChoice.best(evidence, folds: folds, audiences: audiences, bounds: bounds) else { return nil }
        var exits: [Exit] = []
        for layer in choice.first..<choice.layers {
            let own = calibrated[layer - 1]
            let head = try fitting.head(states.layers[layer - 1], labels: labels, rowWeights: rowWeights, strength: own.strength)
            exits.append(Exit(layer: layer, strength: own.strength, temperature: own.calibration.temperature, head: head))
        }
        return Result(exits: exits, choice: choice, bounds: bounds)
    }

    private func calibrate(
        _ logits: ExitLogits, exit: Int
    ) -> (strength: Double, calibration: Calibration, probabilities: [Float]) {
        let classCount = fitting.classCount
        let rows = messages.isEmpty ? Array(labels.indices) : messages
        let rowLabels = rows.map { labels[$0] }
        let trials = fitting.strengths.indices.map { strength in
            let z = logits.logits(exit: exit, strength: strength)
            let own = rows.flatMap { z[$0 * classCount..<($0 + 1) * classCount] }
            var calibration = Calibration.fittingTemperature(logits: own, labels: rowLabels, classCount: classCount)
            calibration.temperature = min(max(calibration.temperature, 0.01), 100)
            return (z, calibration, calibration.losses(logits: own, labels: rowLabels, classCount: classCount))
        }
        let chosen = StrengthRule.choose(losses: trials.map(\.2), groups: Folds.rowsByGroup(rows.map { groups[$0] })).chosen
        let (z, calibration, _) = trials[chosen]
        return (fitting.strengths[chosen], calibration, calibration.probabilities(logits: z, classCount: classCount))
    }
}
