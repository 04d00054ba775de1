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
        let embeddings = try embed(rows.texts, embedder, "embedding training rows")
        let examples = ProbeExamples(
            embeddings: embeddings, labels: rows.labels, groups: rows.groups, rowWeights: rows.rowWeights)
        let bar = ProgressBar("training", total: options.repeats * options.folds * options.strengths.count + 1)
        let trainer = ProbeTrainer(options: options)
        let probe = try trainingStep { () throws(TrainingError) in try trainer.train(examples) { bar.update($0.completed) } }
        bar.finish()
        let dev = try report(input.dev, probe, embedder)
        var gate: EvaluationReport?
        if let file = input.gate { gate = try report(file, probe, embedder) }
        return TrainingOutcome(
            weights: .frozen(layout, probe.head), maxTokens: embedder.maxTokens, calibration: probe.temperature,
            outOfFold: probe.outOfFold, dev: dev, gate: gate, recipe: recipe(probe), account: account(probe), notes: notes(probe))
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
