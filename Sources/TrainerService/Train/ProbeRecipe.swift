import Classification
import ConsolePrograms
import Encoders
import JSONParsing
import LabeledData
import Training

/// A logistic regression on the frozen encoder's embeddings.
struct ProbeRecipe {
    let input: TrainingInput

    private var options: ProbeOptions {
        ProbeOptions(seed: input.seed, repeats: 2, classWeighting: input.rows.classWeighting)
    }

    func train() throws(ProgramFailure) -> TrainingOutcome {
        let layout = try step { () throws(ClassificationError) in try probeLayout(of: input.base) }
        let embedder = try step { () throws(ClassificationError) in
            try TextEmbedder(folder: input.base, maxTokens: input.maxTokens, layout: layout)
        }
        let rows = input.rows
        let states = input.earlyExit ? try layerStates(rows.texts, embedder) : nil
        let embeddings =
            if let last = states?.layers.last { last } else { try embed(rows.texts, embedder, "embedding training rows") }
        let examples = ProbeExamples(
            embeddings: embeddings, labels: rows.labels, groups: rows.groups, rowWeights: rows.rowWeights)
        let bar = ProgressBar("training", total: options.repeats * options.folds * options.strengths.count + 1)
        let trainer = ProbeTrainer(options: options)
        let probe = try trainingStep { () throws(TrainingError) in try trainer.train(examples) { bar.update($0.completed) } }
        bar.finish()
        let earlyExit = try earlyExit(states, probe)
        let dev = try report(input.dev, probe, embedder)
        var gate: EvaluationReport?
        if let file = input.gate { gate = try report(file, probe, embedder) }
        return TrainingOutcome(
            weights: .frozen(layout, probe.head), maxTokens: embedder.maxTokens, calibration: probe.temperature,
            outOfFold: probe.outOfFold, dev: dev, gate: gate, earlyExit: earlyExit, recipe: recipe(probe), account: account(probe),
            notes: notes(probe))
    }

    /// Exits, held to what the probe gives the same rows in the same folds.
    private func earlyExit(_ states: LayerStates?, _ probe: ProbeResult) throws(ProgramFailure) -> EarlyExitOutcome {
        guard let states else { return .notTried(reason: "it is switched off") }
        let training = EarlyExitOutcome.training(input.rows, messages: [])
        let folds = options.assignFolds(labels: input.rows.labels, groups: input.rows.groups, classCount: SafetyClass.count)
        let bar = ProgressBar("training exits", total: options.folds + 1)
        defer { bar.finish() }
        return try trainingStep { () throws(TrainingError) in
            let logits = try training.scoreFolds(states, folds: folds) { bar.update($0) }
            let result = try training.train(logits, model: probe.outOfFoldProbabilities, folds: folds, states: states)
            return result.map { .found($0) } ?? .notWorthIt
        }
    }

    private func layerStates(_ texts: [String], _ embedder: TextEmbedder) throws(ProgramFailure) -> LayerStates {
        let bar = ProgressBar("embedding training rows", total: texts.count)
        defer { bar.finish() }
        let values = try step { () throws(ClassificationError) in try embedder.layerStates(texts, threads: input.threads) { bar.update($0) }
        }
        return try trainingStep { () throws(TrainingError) in
            try LayerStates(
                values: values, count: texts.count, layers: embedder.encoder.config.numHiddenLayers, dimension: embedder.dimension)
        }
    }

    private func report(_ file: LabeledFile, _ probe: ProbeResult, _ embedder: TextEmbedder) throws(ProgramFailure) -> EvaluationReport {
        let logits = probe.head.logits(try embed(file.texts, embedder, "embedding \(file.path)"))
        let probabilities = probe.temperature.calibration.probabilities(logits: logits, classCount: SafetyClass.count)
        return try trainingStep { () throws(TrainingError) in try EvaluationReport(probabilities: probabilities, labels: file.labels) }
    }

    private func embed(_ texts: [String], _ embedder: TextEmbedder, _ title: String) throws(ProgramFailure) -> Embeddings {
        let bar = ProgressBar(title, total: texts.count)
        defer { bar.finish() }
        let values = try step { () throws(ClassificationError) in try embedder.embed(texts, threads: input.threads) { bar.update($0) } }
        return try trainingStep { () throws(TrainingError) in
            try Embeddings(values: values, count: texts.count, dimension: embedder.dimension)
        }
    }

    private var weightingName: String { input.rows.classWeighting == .uniform ? "uniform" : "balanced" }

    private func recipe(_ probe: ProbeResult) -> JSONObject {
        let tried = probe.trials.map { trial -> JSONValue in
            [
                "C": .double(trial.strength), "log_loss": .double(trial.logLoss.mean),
                "log_loss_sd": .double(trial.logLoss.standardDeviation), "macro_f1": .double(trial.macroF1.mean),
                "macro_f1_sd": .double(trial.macroF1.standardDeviation),
            ]
        }
        return JSONObject([
            ("name", "probe"), ("seed", .int(Int(clamping: input.seed))), ("folds", .int(options.folds)),
            ("repeats", .int(options.repeats)), ("class_weights", .string(weightingName)), ("C", .double(probe.strength)),
            ("tried", .array(tried)),
        ])
    }

    private func account(_ probe: ProbeResult) -> String {
        "A logistic regression on the frozen, pooled and normalized embeddings of a sentence encoder (\(probe.head.dimension) dimensions)."
            + " Seed \(input.seed), \(options.folds)-fold grouped cross-validation repeated \(options.repeats) times;"
            + " C = \(probe.strength) chosen by log loss out of fold; class weights \(weightingName)."
    }

    private func notes(_ probe: ProbeResult) -> [String] {
        var notes = ["chosen C = \(probe.strength) of \(probe.trials.map { "\($0.strength)" }.joined(separator: ", "))"]
        if probe.isAtEdgeOfGrid { notes.append("the chosen C is at the edge of the grid") }
        return notes
    }
}

/// The base's pooling, with the normalization that a probe is trained on.
func probeLayout(of base: String) throws(ClassificationError) -> SentenceLayout {
    do throws(EncoderError) {
        let config = try EncoderConfig(folder: base)
        guard let layout = try SentenceLayout(folder: base, hiddenSize: config.hiddenSize) else { throw .noPooling(folder: base) }
        return SentenceLayout(pooling: layout.pooling, isNormalized: true)
    } catch { throw .encoder(reason: "cannot use the base '\(base)': \(error)") }
}
