package import Encoders
package import JSONParsing
import Kernels
import Tensors

/// Trains all weights of a model.
///
///     let tuner = FineTuner(options)
///     switch try tuner.train(parameters, examples, identity: facts) { step in .goOn } { … }
///
/// Source: Devlin et al. 2018, arXiv:1810.04805, §4; AdamW is Loshchilov & Hutter 2019, arXiv:1711.05101.
///
/// Order of rows and dropout are functions of seed, epoch and step, so a run that is resumed at a step goes on as if it had never
/// stopped, bit for bit.
package struct FineTuner: Sendable {
    package let options: FineTuneOptions

    package init(_ options: FineTuneOptions) { self.options = options }

    /// Optimizer steps of a whole run.
    package func stepCount(rows: Int) -> Int {
        options.epochs * BatchPlan.stepCount(rows: rows, batchSize: options.batchSize, accumulating: options.accumulation)
    }

    /// - Parameters:
    ///   - parameters: Changed in place.
    ///   - rows: The rows to train on, of those in `examples`; nil for all.
    ///   - identity: Facts that a checkpoint has to share with the run that goes on from it.
    ///   - resuming: A checkpoint of the same run.
    ///   - validate: The score of the model after an epoch, higher is better; asked for when there is a patience.
    ///   - observe: Called after every step.
    /// - Throws: `badOption`, `diverged`, or `.checkpoint` for one that is not of this run.
    package func train(
        _ parameters: ModelParameters, _ examples: FineTuneExamples, rows: [Int]? = nil, identity: JSONObject = JSONObject(),
        resuming checkpoint: Checkpoint? = nil, validate: (ModelParameters) throws(TrainingError) -> Double = { _ in 0 },
        observe: (FineTuneStep) -> FineTuneCommand
    ) throws(TrainingError) -> FineTuneOutcome {
        let rows = rows ?? Array(examples.sequences.indices)
        guard !rows.isEmpty else { throw .noRows }
        let words = ActiveWords(sequences: rows.map { examples.sequences[$0] }, vocabSize: parameters.config.vocabSize)
        var run = try FineTuneRun(
            engine: FineTuneEngine(parameters, words: words, lengths: rows.map { examples.sequences[$0].count }, options: options),
            options: options)
        if let checkpoint { try run.restore(checkpoint, identity) }
        let schedule = try LearningRateSchedule(peak: 1, totalSteps: stepCount(rows: rows.count), warmupShare: options.warmupShare)
        let loss = try CrossEntropyLoss(examples.targets, classWeights: options.classWeights, labelSmoothing: options.labelSmoothing)
        while run.epoch < options.epochs, !run.isStopped {
            let plan = BatchPlan(
                rows: rows, batchSize: options.batchSize, seed: options.seed, epoch: run.epoch, shuffle: options.shuffle)
            for step in plan.steps(accumulating: options.accumulation).dropFirst(run.stepOfEpoch) {
                let rate = schedule.multiplier(run.step)
                let (value, norm) = try run.engine.step(
                    step, examples: examples, loss: loss, number: run.step, microNumber: run.microStep, multiplier: rate)
                run.took(microBatches: step.count)
                let tokens = step.joined().reduce(0) { $0 + examples.sequences[$1].count }
                let report = FineTuneStep(
                    step: run.step, totalSteps: schedule.totalSteps, epoch: run.epoch + 1, loss: value,
                    learningRate: options.learningRate * rate, gradNorm: norm, tokens: tokens)
                if case .pause = observe(report), run.step < schedule.totalSteps { return .paused(run.checkpoint(identity)) }
            }
            try run.endEpoch { () throws(TrainingError) in try validate(parameters) }
        }
        run.finish()
        return .finished(bestEpoch: run.bestEpoch)
    }
}
