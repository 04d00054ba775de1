import ArgumentParser
import Classification
import ConsolePrograms
import LabeledData
import OSThreads
import Training

struct TrainCommand: ParsableCommand {
    enum Recipe: String, ExpressibleByArgument, CaseIterable { case probe }
    enum Weighting: String, ExpressibleByArgument, CaseIterable { case auto, balanced, uniform }

    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a model and write it as a bundle.",
        discussion: """
            Data files are TSV, CSV or JSON lines; the text is the column text, title or input, the label the column label or category.
            The recipe 'probe' trains a logistic regression on the frozen encoder's embeddings, with its regularization chosen by grouped
            cross-validation and its temperature fitted on predictions for rows it had not seen. The same command with the same files and
            the same seed gives the same weights.

            Examples:
              picket-trainer train --base .picket/base --train models/seed/train.tsv --dev models/seed/dev.tsv --out my-bundle
              picket-trainer train --base .picket/base --train a.tsv b.csv --dev d.tsv --models .picket/models --promote
            """)

    @Option(help: "The encoder to start from: a Hugging Face folder, such as .picket/base.") var base: String
    @Option(parsing: .upToNextOption, help: "Labelled rows to train on, one file or several.") var train: [String]
    @Option(help: "Labelled rows to report figures on; nothing is chosen by them.") var dev: String
    @Option(help: "Further labelled rows to report figures on.") var gate: String?
    @Option(help: "Write the bundle as this folder, which must be new or empty.") var out: String?
    @Option(help: "Publish the bundle in this models folder, under its id.") var models: String?
    @Flag(help: "With --models: make it the champion.") var promote = false
    @Option(help: "How to train.") var recipe = Recipe.probe
    @Option(help: "Decides folds and resamples.") var seed: UInt64 = 1
    @Option(help: "Tokens read of a text, special tokens included.") var maxLength = 128
    @Option(help: "balanced: every class counts alike; uniform: every row does; auto: balanced where a class has under 100 rows.")
    var classWeights = Weighting.auto
    @Option(help: "The text column of every file: a header name or a number from 1.") var textColumn: String?
    @Option(help: "The label column of every file: a header name or a number from 1.") var labelColumn: String?
    @Option(help: "Threads (0: one per core).") var threads = 0

    func validate() throws {
        guard out != nil || models != nil else { throw ValidationError("say where the bundle goes: --out DIR or --models DIR") }
        guard out == nil || models == nil else { throw ValidationError("--out and --models exclude each other") }
        guard !promote || models != nil else { throw ValidationError("--promote needs --models") }
        guard (8...512).contains(maxLength) else { throw ValidationError("--max-length is 8 to 512") }
        guard (0...256).contains(threads) else { throw ValidationError("--threads is 0 to 256") }
    }

    func run() throws {
        let columns = DataColumns(text: textColumn, label: labelColumn)
        let target = try BundleTarget(out: out, models: models)
        let trainFiles = try train.map { try readLabeled($0, columns) }
        let devFile = try readLabeled(dev, columns)
        let gateFile = try gate.map { try readLabeled($0, columns) }
        try requireFolder(base)
        let run = ProbeRun(
            base: base, trainFiles: trainFiles, dev: devFile, gate: gateFile, maxTokens: maxLength, seed: seed,
            weighting: weighting(for: trainFiles), threads: threads == 0 ? availableProcessors() : threads)
        let outcome = try run.train()
        for line in outcome.summary { printLine(line) }
        let manifest = try BundleAssembly(run: run, outcome: outcome).publish(to: target)
        let place = try target.finish(manifest, promote: promote)
        printLine("bundle \(manifest.id) is in \(place)")
    }

    /// A class with few rows is drowned when every row counts alike; where each class has enough of them, weights that lift the small
    /// ones only make the model cry wolf on ordinary chat (models/README.md has the figures).
    private func weighting(for files: [LabeledFile]) -> ClassWeighting {
        switch classWeights {
        case .balanced: return .balanced
        case .uniform: return .uniform
        case .auto:
            let labels = files.flatMap(\.labels)
            let fewest = (0..<SafetyClass.count).map { label in labels.count { $0 == label } }.min() ?? 0
            return fewest < 100 ? .balanced : .uniform
        }
    }
}
