import Classification
package import ConsolePrograms
import Encoders
import LabeledData
package import Training

/// Measures a challenger, and the champion if there is one, on a gate set, as they are served: int8, with exits and thresholds.
package struct GateRun {
    /// A bundle's folder; nil where there is no champion.
    package var champion: String?
    package var challenger: String
    package var set: GateSet
    /// Of the bootstrap.
    package var seed: UInt64
    package var threads: Int
    package var rules: GateRules
    /// What the training rows have in common with the set; nil where nobody looked.
    package var overlap: GateOverlap?

    package static let resamples = 2_000

    package init(
        champion: String?, challenger: String, set: GateSet, seed: UInt64 = 1, threads: Int, rules: GateRules = GateRules(),
        overlap: GateOverlap? = nil
    ) {
        self.champion = champion
        self.challenger = challenger
        self.set = set
        self.seed = seed
        self.threads = threads
        self.rules = rules
        self.overlap = overlap
    }

    /// Cost: three passes over the set (two int8, one float32) and some hundred single verdicts for the latency.
    package func report() throws(ProgramFailure) -> GateReport {
        let file = LabeledFile(path: "the gate set", rows: set.rows)
        let new = try gateModel(challenger, .int8)
        let answers = try self.answers(new, file)
        let float32 = try self.answers(try gateModel(challenger, .float32), file).probabilities
        var (old, oldAnswers): (Classifier?, GateAnswers?)
        if let champion {
            let model = try gateModel(champion, .int8)
            oldAnswers = try self.answers(model, file)
            old = model
        }
        let bootstrap = Bootstrap(resamples: Self.resamples, seed: seed)
        let latency = try old.map { old throws(ProgramFailure) in
            try GateLatency(champion: old, challenger: new, texts: set.texts).measure()
        }
        let evidence = try trainingStep { () throws(TrainingError) in
            try GateEvidence(
                labels: set.labels, champion: oldAnswers, challenger: answers,
                float32: predictions(of: float32, classCount: SafetyClass.count), latency: latency, bootstrap: bootstrap)
        }
        return GateReport(
            result: gateResult(evidence, rules: rules), evidence: evidence, set: set, champion: old?.name, challenger: new.name, seed: seed,
            resamples: Self.resamples, overlap: overlap, time: .now)
    }

    private func answers(_ model: Classifier, _ file: LabeledFile) throws(ProgramFailure) -> GateAnswers {
        var policy = Policy.standard
        for (label, threshold) in model.suggestedThresholds { policy.rules[label]?.threshold = threshold }
        let verdicts = try rowVerdicts(on: file, model, threads: threads)
        return GateAnswers(
            probabilities: verdicts.flatMap(\.scores),
            flagged: verdicts.map { policy.decide(labels: model.labels, scores: $0.scores).flagged })
    }
}

/// A model as a gate measures it.
func gateModel(_ folder: String, _ precision: Precision) throws(ProgramFailure) -> Classifier {
    try requireFolder(folder)
    let model = try step { () throws(ClassificationError) in
        try Classifier(.folder(folder), limits: TextLimits(truncatesLongTexts: true), precision: precision)
    }
    try requireSixClasses(model, folder)
    return model
}
