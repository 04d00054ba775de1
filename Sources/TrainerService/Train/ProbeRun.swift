import Classification
import ConsolePrograms
import Encoders
import LabeledData
import Training

/// One training of a probe, from files to figures.
struct ProbeRun {
    let base: String
    let trainFiles: [LabeledFile]
    let dev: LabeledFile
    let gate: LabeledFile?
    let maxTokens: Int
    let seed: UInt64
    let weighting: ClassWeighting
    let threads: Int

    var options: ProbeOptions { ProbeOptions(seed: seed, repeats: 2, classWeighting: weighting) }

    struct Outcome {
        let probe: ProbeResult
        let layout: SentenceLayout
        let maxTokens: Int
        let dev: EvaluationReport
        let gate: EvaluationReport?
    }

    func train() throws(ProgramFailure) -> Outcome {
        let layout = try step { () throws(ClassificationError) in try probeLayout(of: base) }
        let embedder = try step { () throws(ClassificationError) in try TextEmbedder(folder: base, maxTokens: maxTokens, layout: layout) }
        let texts = trainFiles.flatMap(\.texts)
        let embeddings = try embed(texts, embedder, "embedding training rows")
        let examples = ProbeExamples(
            embeddings: embeddings, labels: trainFiles.flatMap(\.labels), groups: RowGroups.of(texts: texts))
        let bar = ProgressBar("training", total: options.repeats * options.folds * options.strengths.count + 1)
        let trainer = ProbeTrainer(options: options)
        let probe = try trainingStep { () throws(TrainingError) in try trainer.train(examples) { bar.update($0.completed) } }
        bar.finish()
        let devReport = try report(dev, probe, embedder)
        var gateReport: EvaluationReport?
        if let gate { gateReport = try report(gate, probe, embedder) }
        return Outcome(probe: probe, layout: layout, maxTokens: embedder.maxTokens, dev: devReport, gate: gateReport)
    }

    private func report(_ file: LabeledFile, _ probe: ProbeResult, _ embedder: TextEmbedder) throws(ProgramFailure) -> EvaluationReport {
        let logits = probe.head.logits(try embed(file.texts, embedder, "embedding \(file.path)"))
        let probabilities = probe.temperature.calibration.probabilities(logits: logits, classCount: SafetyClass.count)
        return try trainingStep { () throws(TrainingError) in try EvaluationReport(probabilities: probabilities, labels: file.labels) }
    }

    private func embed(_ texts: [String], _ embedder: TextEmbedder, _ title: String) throws(ProgramFailure) -> Embeddings {
        let bar = ProgressBar(title, total: texts.count)
        defer { bar.finish() }
        let values = try step { () throws(ClassificationError) in try embedder.embed(texts, threads: threads) { bar.update($0) } }
        return try trainingStep { () throws(TrainingError) in
            try Embeddings(values: values, count: texts.count, dimension: embedder.dimension)
        }
    }
}

/// The base's pooling, with the normalization that a probe is trained on.
private func probeLayout(of base: String) throws(ClassificationError) -> SentenceLayout {
    do throws(EncoderError) {
        let config = try EncoderConfig(folder: base)
        guard let layout = try SentenceLayout(folder: base, hiddenSize: config.hiddenSize) else { throw .noPooling(folder: base) }
        return SentenceLayout(pooling: layout.pooling, isNormalized: true)
    } catch { throw .encoder(reason: "cannot use the base '\(base)': \(error)") }
}

extension ProbeRun.Outcome {
    /// What a person reads when training is done.
    var summary: [String] {
        let fit = probe.temperature
        var lines = [
            "chosen C = \(probe.strength) of \(probe.trials.map { "\($0.strength)" }.joined(separator: ", ")), temperature "
                + fixed(fit.calibration.temperature, digits: 3),
            "out of fold: log loss \(fixed(fit.logLossBefore, digits: 3)) → \(fixed(fit.logLossAfter, digits: 3)), ECE "
                + "\(fixed(fit.eceBefore, digits: 3)) → \(fixed(fit.eceAfter, digits: 3))",
            "", "development set:", dev.table,
        ]
        if probe.isAtEdgeOfGrid { lines.insert("the chosen C is at the edge of the grid", at: 1) }
        if let gate { lines += ["", "gate set:", gate.table] }
        return lines
    }
}
