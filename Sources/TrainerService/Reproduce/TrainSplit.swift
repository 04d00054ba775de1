import Classification
package import ConsolePrograms
import Encoders
import JSONParsing
import LabeledData
import Training

// The one place where `reproduce` meets the training engine.

/// What trains a model under the settings, in a few words. It is part of the key of every finished run: change it when the results
/// change, and `--resume` trains anew instead of mixing two engines.
package func trainerDescription(_ settings: ReproduceSettings) -> String {
    switch settings {
    case .paper: "fine-tuning of all layers, head initialised at random"
    case .ours: "train --recipe auto"
    }
}

/// The trainer of the real command.
package func trainSplit(_ run: ReproduceRun, progress: @escaping @Sendable (Double) -> Void) throws(ProgramFailure) -> [Float] {
    switch run.settings {
    case .paper: try trainAsPaper(run, progress: progress)
    case .ours: try trainAsAuto(run, progress: progress)
    }
}

/// The paper's: batches of 16 at 2e-5, no weights, no calibration, the family's classification head where the base has no pooling.
private func trainAsPaper(_ run: ReproduceRun, progress: @escaping @Sendable (Double) -> Void) throws(ProgramFailure) -> [Float] {
    let base = try TrainingBase(run.base, maxTokens: run.maxLength ?? 50)
    var options = FineTuneOptions()
    (options.epochs, options.batchSize, options.learningRate) = (run.epochs ?? 3, 16, 2e-5)
    (options.warmupShare, options.weightDecay, options.seed, options.shards) = (0, 0, run.seed, run.threads)
    let recipe = FineTuneRecipe(options: options, headStart: .drawn, folds: 0, threads: run.threads)
    let problem = splitProblem(run, base, start: .folder(base.folder, base.head(.auto)), weight: 1, classWeighting: .uniform)
    return try scores(run, base, recipe, problem, progress)
}

/// The second stage of `--recipe auto`, on an encoder that has been through the first.
private func trainAsAuto(_ run: ReproduceRun, progress: @escaping @Sendable (Double) -> Void) throws(ProgramFailure) -> [Float] {
    let base = try TrainingBase(run.base, maxTokens: run.maxLength ?? 128)
    guard base.layout != nil else {
        var options = FineTuneTraining.defaults
        (options.epochs, options.seed, options.shards) = (run.epochs ?? options.epochs, run.seed, run.threads)
        let recipe = FineTuneRecipe(options: options, folds: 0, threads: run.threads)
        let problem = splitProblem(
            run, base, start: .folder(base.folder, .classifier), weight: 0.3, classWeighting: .balanced(clippedAt: 6))
        return try scores(run, base, recipe, problem, progress)
    }
    let start = try TunedEncoders.shared.start(base, seed: run.seed, threads: run.threads)
    var options = PriorThenRows.rowsDefaults(layers: base.config.numHiddenLayers)
    (options.epochs, options.seed, options.shards) = (run.epochs ?? options.epochs, run.seed, run.threads)
    let recipe = FineTuneRecipe(
        options: options, headStart: .probe(strength: 1), meetsProbe: 1, weighsByAgreement: true, folds: 0, threads: run.threads)
    let problem = splitProblem(run, base, start: start, weight: 0.3, classWeighting: .balanced(clippedAt: 6))
    return try scores(run, base, recipe, problem, progress)
}

private func splitProblem(
    _ run: ReproduceRun, _ base: TrainingBase, start: FineTuneProblem.Start, weight: Double, classWeighting: ClassWeighting
) -> FineTuneProblem {
    FineTuneProblem(
        start: start, sequences: base.tokenize(run.trainTexts), labels: run.trainLabels,
        groups: RowGroups.of(texts: run.trainTexts, sources: run.trainSources),
        rowWeights: run.trainSources.map { $0 == nil ? 1 : weight }, isVariation: run.trainSources.map { $0 != nil },
        classWeighting: classWeighting, classCount: SafetyClass.count)
}

private func scores(
    _ run: ReproduceRun, _ base: TrainingBase, _ recipe: FineTuneRecipe, _ problem: FineTuneProblem,
    _ progress: @escaping @Sendable (Double) -> Void
) throws(ProgramFailure) -> [Float] {
    try trainingStep { () throws(TrainingError) in
        var journal = FitJournal(identity: JSONObject())
        let result = try recipe.train(problem, journal: &journal) { step in
            progress(Double(step.done) / Double(max(1, step.total)))
            return .goOn
        }
        let logits = try result.parameters.logits(base.tokenize(run.evaluationTexts), threads: run.threads)
        return Calibration.identity.probabilities(logits: logits, classCount: SafetyClass.count)
    }
}
