package import Encoders
import JSONParsing
import Tensors

/// Fine-tuning from rows to a calibrated model.
///
/// 1. For each fold: start from the base, weigh the rows, fit the head, train on the other folds, score this one. Grouped and
///    stratified, so no row is scored by a model that saw it or a row of its source; nor did such a row decide a weight.
/// 2. Temperature, and a bias for each class if it pays, from these scores.
/// 3. On all rows, once for each seed; the models start from one place, and their weights are averaged.
///
/// Source of the averaging: Wortsman et al. 2022, "Model soups", arXiv:2203.05482.
package struct FineTuneRecipe: Equatable, Sendable {
    package var options: FineTuneOptions
    package var headStart: HeadStart
    /// The strength of a probe on the embeddings of the tuned encoder, with which the tuned head is averaged at the end; nil for none.
    /// The head that was trained with the encoder is surer of itself than it should be, and the rare class pays for it.
    package var meetsProbe: Double?
    /// Whether a variation counts by how well a probe of the rows that people looked at agrees with its label.
    package var weighsByAgreement: Bool
    /// 0: no calibration, no figures out of fold.
    package var folds: Int
    /// Models whose weights are averaged.
    package var seeds: Int
    package var threads: Int
    /// What fits heads for early exit in every fold; nil for none. Only with folds, and for a model that pools.
    package var exits: ExitHeadFitting?

    package init(
        options: FineTuneOptions, headStart: HeadStart = .probe(strength: 1), meetsProbe: Double? = nil, weighsByAgreement: Bool = false,
        folds: Int = 5, seeds: Int = 1, threads: Int, exits: ExitHeadFitting? = nil
    ) {
        self.options = options
        self.headStart = headStart
        self.meetsProbe = meetsProbe
        self.weighsByAgreement = weighsByAgreement
        self.folds = folds
        self.seeds = seeds
        self.threads = threads
        self.exits = exits
    }

    package struct Progress: Sendable {
        /// "fold 2 of 5", "model 1 of 1".
        package let part: String
        package let step: FineTuneStep
        /// Steps of all parts.
        package let done: Int
        package let total: Int
    }

    package struct Result {
        package let parameters: ModelParameters
        /// `[n, C]`; nil without folds.
        package let outOfFoldLogits: [Float]?
        package let calibration: CalibrationFit?
        /// The fold of each row, `[n]`, and what the exits' heads gave the rows of each; nil without folds or exits.
        package let exits: (folds: [Int], logits: ExitLogits)?
    }

    /// Steps of all parts together.
    package func stepCount(rows: Int) -> Int {
        let tuner = FineTuner(options)
        return seeds * tuner.stepCount(rows: rows) + (folds > 1 ? folds * tuner.stepCount(rows: rows - rows / max(1, folds)) : 0)
    }

    /// - Parameters:
    ///   - journal: Where an interrupted training goes on from; filled when this one is interrupted.
    ///   - stage: A name, where this is one of several trainings: its result is kept in the journal, and the others' are not taken for it.
    ///   - observe: Called after every step.
    /// - Throws: `.interrupted` when `observe` asks for a pause.
    package func train(
        _ problem: FineTuneProblem, journal: inout FitJournal, stage: String = "", observe: (Progress) -> FineTuneCommand
    ) throws(TrainingError) -> Result {
        guard folds == 0 || (2...100).contains(folds) else { throw .badOption(name: "folds", allowed: "0, or 2 to 100") }
        guard (1...100).contains(seeds) else { throw .badOption(name: "seeds", allowed: "1 to 100") }
        let all = Array(problem.labels.indices)
        var done = 0
        let total = stepCount(rows: all.count)

        func fit(
            _ part: String, _ name: String, _ rows: [Int], seed: UInt64, journal: inout FitJournal
        ) throws(TrainingError) -> ModelParameters {
            let parameters = try problem.makeParameters(seed: options.seed)
            let (weights, head) = try prepared(problem, parameters, rows)
            if let head { parameters.setHead(head) }
            var options = options
            options.seed = seed
            options.classWeights = classWeights(problem, rows, weights)
            let examples = try FineTuneExamples(
                sequences: problem.sequences,
                targets: TrainingTargets(labels: problem.labels, rowWeights: weights, classCount: problem.classCount))
            let split = try validationSplit(problem, rows)
            let outcome = try FineTuner(options).train(
                parameters, examples, rows: split.training, identity: journal.identity, resuming: journal.takeRunning(name),
                validate: { (parameters) throws(TrainingError) in try macroF1(parameters, problem, split.validation) },
                observe: { step in
                    done += 1
                    return observe(Progress(part: part, step: step, done: done, total: total))
                })
            if case .paused(let checkpoint) = outcome {
                journal.pause(name, checkpoint)
                throw .interrupted
            }
            if let strength = meetsProbe {
                let embeddings = try parameters.embeddings(problem.sequences(rows), threads: threads)
                parameters.meetHead(
                    try problem.probe(embeddings, rows: rows, weights: rows.map { weights[$0] }, strength: strength))
            }
            return parameters
        }

        let outOfFold = try foldLogits(problem, stage, journal: &journal, fit: fit)
        let calibration = outOfFold.map { calibrationFit($0.logits, problem) }
        let parameters = try averaged(problem, stage, rows: all, journal: &journal, fit: fit)
        return Result(
            parameters: parameters, outOfFoldLogits: outOfFold?.logits, calibration: calibration,
            exits: outOfFold.flatMap { scores in scores.exits.map { (scores.folds, $0) } })
    }

    /// The weight of every row, `[n]`, and the head to begin with; both from `rows` alone.
    private func prepared(
        _ problem: FineTuneProblem, _ parameters: ModelParameters, _ rows: [Int]
    ) throws(TrainingError) -> (weights: [Double], head: LinearHead?) {
        let needsEmbeddings = weighsByAgreement || headStart != .drawn
        guard needsEmbeddings else { return (problem.rowWeights, nil) }
        let embeddings = try parameters.embeddings(problem.sequences(rows), threads: threads)
        let weights = weighsByAgreement ? try agreedWeights(problem, embeddings, rows) : problem.rowWeights
        guard case .probe(let strength) = headStart else { return (weights, nil) }
        return (weights, try problem.probe(embeddings, rows: rows, weights: rows.map { weights[$0] }, strength: strength))
    }

    /// The strength of the probe that judges variations, and the least that is left of one's weight.
    private static let judge = (strength: 1.0, floor: 0.02)

    /// Every variation's weight, times its agreement with a probe of the other rows; of a class that these rows hardly have, the probe
    /// cannot judge.
    private func agreedWeights(_ problem: FineTuneProblem, _ embeddings: Embeddings, _ rows: [Int]) throws(TrainingError) -> [Double] {
        var weights = problem.rowWeights
        let judging = rows.indices.filter { !problem.isVariation[rows[$0]] }
        let judged = rows.indices.filter { problem.isVariation[rows[$0]] }
        let known = (0..<problem.classCount).filter { c in judging.count { problem.labels[rows[$0]] == c } >= 2 }
        guard known.count >= 2, !judged.isEmpty else { return weights }
        let head = try LogisticRegression(strength: Self.judge.strength, gradientTolerance: 1e-5).fit(
            Embeddings(
                values: judging.flatMap { Array(embeddings.row($0)) }, count: judging.count, dimension: embeddings.dimension),
            labels: judging.map { problem.labels[rows[$0]] }, classCount: problem.classCount
        ).head
        let probabilities = Calibration.identity.probabilities(
            logits: head.logits(embeddings, rows: judged), classCount: problem.classCount)
        let labels = judged.map { problem.labels[rows[$0]] }
        let agreement = try AgreementWeights(floor: Self.judge.floor, reference: .rowMaximum).weights(
            probabilities: probabilities, labels: labels, classCount: problem.classCount)
        for (position, index) in judged.enumerated() where known.contains(labels[position]) { weights[rows[index]] *= agreement[position] }
        return weights
    }

    private func classWeights(_ problem: FineTuneProblem, _ rows: [Int], _ weights: [Double]) -> [Double]? {
        guard problem.classWeighting != .uniform else { return nil }
        return problem.classWeighting.classWeights(
            labels: rows.map { problem.labels[$0] }, rowWeights: rows.map { weights[$0] }, classCount: problem.classCount)
    }

    /// The share of rows, by whole groups, that early stopping looks at and no step trains on.
    private static let validationShare = 0.15

    private func validationSplit(
        _ problem: FineTuneProblem, _ rows: [Int]
    ) throws(TrainingError) -> (training: [Int], validation: [Int]) {
        guard options.patience != nil else { return (rows, []) }
        var generator = SplitMix64(seed: options.seed, stream: 0x5711)
        let split = try HoldOut(
            labels: rows.map { problem.labels[$0] }, groups: rows.map { problem.groups[$0] }, classCount: problem.classCount,
            share: Self.validationShare, using: &generator)
        return (split.training.map { rows[$0] }, split.validation.map { rows[$0] })
    }

    private func macroF1(_ parameters: ModelParameters, _ problem: FineTuneProblem, _ rows: [Int]) throws(TrainingError) -> Double {
        let logits = try parameters.logits(rows.map { problem.sequences[$0] }, threads: threads)
        return ConfusionMatrix(
            labels: rows.map { problem.labels[$0] }, predictions: predictions(of: logits, classCount: problem.classCount),
            classCount: problem.classCount
        ).macro.f1
    }

    private typealias Fit = (String, String, [Int], UInt64, inout FitJournal) throws(TrainingError) -> ModelParameters

    private struct FoldScores {
        let folds: [Int]
        var logits: [Float]
        var exits: ExitLogits?
    }

    private func foldLogits(
        _ problem: FineTuneProblem, _ stage: String, journal: inout FitJournal, fit: Fit
    ) throws(TrainingError) -> FoldScores? {
        guard folds > 1 else { return nil }
        let (labels, classes) = (problem.labels, problem.classCount)
        var generator = SplitMix64(seed: options.seed)
        let assignment = Folds.assign(
            labels: labels, groups: problem.groups, classCount: classes, folds: folds, using: &generator)
        var result = FoldScores(folds: assignment, logits: [Float](repeating: 0, count: labels.count * classes))
        for fold in 0..<folds {
            let held = labels.indices.filter { assignment[$0] == fold }
            let name = "\(stage)fold-\(fold)"
            let scores: [Tensor]
            if let finished = journal.finished[name] {
                scores = finished.tensors.map(\.tensor)
            } else {
                let train = labels.indices.filter { assignment[$0] != fold }
                let parameters = try fit("fold \(fold + 1) of \(folds)", name, train, options.seed, &journal)
                let logits = try parameters.logits(problem.sequences(held), threads: threads)
                var tensors = [(name: "logits", tensor: Tensor(shape: [held.count, classes], logits))]
                if let exits {
                    let own = try exitLogits(exits, problem, parameters, training: train, held: held)
                    tensors.append(("exits", Tensor(shape: [own.count], own)))
                }
                journal.finish(name, Checkpoint(tensors: tensors, facts: journal.identity))
                scores = tensors.map(\.tensor)
            }
            guard scores.count == (exits == nil ? 1 : 2), scores[0].count == held.count * classes else {
                throw .checkpoint(
                    .checkpointOfOther(
                        field: name, expected: "\(held.count) rows", found: "\((scores.first?.count ?? 0) / classes)"))
            }
            for (position, row) in held.enumerated() {
                for c in 0..<classes { result.logits[row * classes + c] = scores[0].elements[position * classes + c] }
            }
            if let exits {
                let perExit = exits.strengths.count * held.count * classes
                var gathered =
                    result.exits
                    ?? ExitLogits(
                        exits: scores[1].count / max(1, perExit), strengths: exits.strengths.count, rows: labels.count, classes: classes)
                try gathered.put(scores[1].array, rows: held)
                result.exits = gathered
            }
        }
        return result
    }

    /// What heads between the layers of a fold's encoder, fitted on its training rows, give the others.
    private func exitLogits(
        _ exits: ExitHeadFitting, _ problem: FineTuneProblem, _ parameters: ModelParameters, training: [Int], held: [Int]
    ) throws(TrainingError) -> [Float] {
        try exits.heldLogits(
            try parameters.layerStates(problem.sequences, threads: threads), labels: problem.labels, rowWeights: problem.rowWeights,
            training: training, held: held)
    }

    private func averaged(
        _ problem: FineTuneProblem, _ stage: String, rows: [Int], journal: inout FitJournal, fit: Fit
    ) throws(TrainingError) -> ModelParameters {
        var mean: ModelParameters?
        for number in 0..<seeds {
            let name = "\(stage)model-\(number)"
            let parameters: ModelParameters
            if let finished = journal.finished[name] {
                parameters = try problem.makeParameters(seed: options.seed)
                try parameters.restore(finished)
            } else {
                parameters = try fit("model \(number + 1) of \(seeds)", name, rows, options.seed &+ UInt64(number), &journal)
                if seeds > 1 || !stage.isEmpty { journal.finish(name, parameters.checkpoint(journal.identity)) }
            }
            guard let mean else {
                mean = parameters.copy()
                continue
            }
            for (target, source) in zip(mean.parameters, parameters.parameters) {
                for index in 0..<target.tensor.count {
                    let value = target.tensor.storage.pointer[index]
                    target.tensor.storage.pointer[index] = value + (source.tensor.storage.pointer[index] - value) / Float(number + 1)
                }
            }
        }
        guard let mean else { throw .badOption(name: "seeds", allowed: "1 to 100") }
        return mean
    }
}

/// The temperature, fitted on held-back rows; of messages alone where there are variations too, which models find easier.
///
/// No bias for the classes: fitted by likelihood it takes the rare class's predictions away, and macro-F1 with them.
private func calibrationFit(_ logits: [Float], _ problem: FineTuneProblem) -> CalibrationFit {
    let (all, classes) = (problem.labels.indices, problem.classCount)
    let messages = all.filter { !problem.isVariation[$0] }
    let rows = messages.isEmpty ? Array(all) : messages
    let (z, labels) = (rows.flatMap { logits[$0 * classes..<($0 + 1) * classes] }, rows.map { problem.labels[$0] })
    let temperature = Calibration.fittingTemperature(logits: z, labels: labels, classCount: classes)
    return CalibrationFit(temperature, logits: z, labels: labels, classCount: classes)
}

extension ModelParameters {
    func checkpoint(_ identity: JSONObject) -> Checkpoint {
        Checkpoint(tensors: parameters.enumerated().map { ("weight.\($0.offset)", $0.element.tensor) }, facts: identity)
    }

    func restore(_ checkpoint: Checkpoint) throws(TrainingError) {
        do throws(CheckpointError) {
            for (index, parameter) in parameters.enumerated() {
                let saved = try checkpoint.tensor("weight.\(index)", shape: parameter.tensor.shape)
                parameter.tensor.storage.pointer.update(from: saved.storage.pointer, count: saved.count)
            }
        } catch { throw .checkpoint(error) }
    }
}
