import ConsolePrograms
import LabeledData
import Training

/// The learner of the loop: a probe on frozen embeddings, trained anew for each step that asks it, in seconds.
///
/// It chooses what is asked, and it judges variations; for the latter it learns from people alone, so that what a model has written cannot
/// vouch for what a model writes.
struct LoopLearner: Sendable {
    private let head: LinearHead
    private let calibration: Calibration
    /// Labels of each class that it was trained on, `[C]`.
    let labelCounts: [Int]

    /// - Parameter variations: What else to learn from, at the configuration's weight.
    init(
        _ context: StepContext, _ embeddings: LoopEmbeddings, files: LoopFiles, labels: LoopLabels, withVariations: Bool
    ) throws(StepError) {
        var people = labels.file
        if !withVariations {
            let count = labels.labels.count
            people = LabeledFile(
                path: people.path, rows: Array(people.rows.prefix(count)), isVariation: people.isVariation.map { Array($0.prefix(count)) })
        }
        let set = TrainingSet(
            files.bootstrap + [people], repairsLabels: false, variationWeight: context.configuration.variationWeight, weighting: nil)
        let rows = try embeddings.rows(of: set.texts, note: "embedding what is labelled")
        let values = try embeddings.values(rows)
        context.report("training the learner", 0, 0)
        let options = ProbeOptions(
            seed: UInt64(clamping: context.plan.seed), classWeighting: set.classWeighting, bootstrapResamples: 1)
        let probe = try stepPart { () throws(ProgramFailure) in
            try trainingStep { () throws(TrainingError) in
                try ProbeTrainer(options: options).train(
                    ProbeExamples(embeddings: values, labels: set.labels, groups: set.groups, rowWeights: set.rowWeights))
            }
        }
        head = probe.head
        calibration = probe.temperature.calibration
        labelCounts = (0..<SafetyClass.count).map { label in
            zip(set.labels, set.isVariation).count { $0.0 == label && !$0.1 }
        }
    }

    /// `[n, C]`.
    func probabilities(_ embeddings: Embeddings) -> [Float] {
        calibration.probabilities(logits: head.logits(embeddings), classCount: SafetyClass.count)
    }

    /// Rows that are looked at together: twelve megabytes of embeddings.
    private static let blockRows = 8_192

    /// `[rows.count, C]`, read in blocks, so that a pool of any size fits.
    func probabilities(of rows: [Int], in embeddings: LoopEmbeddings, _ context: StepContext) throws(StepError) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(rows.count * SafetyClass.count)
        for first in stride(from: 0, to: rows.count, by: Self.blockRows) {
            try context.requireRunning()
            result += probabilities(try embeddings.values(Array(rows[first..<min(first + Self.blockRows, rows.count)])))
            context.report("scoring the pool", min(first + Self.blockRows, rows.count), rows.count)
        }
        return result
    }
}
