import ArgumentParser
import Classification
import ConsolePrograms
import Encoders
import JSONParsing
import LabeledData
import OSThreads
import Training

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a bundle on labelled rows.",
        discussion: """
            Prints accuracy, macro and per-class precision, recall and F1, the confusion matrix, the calibration error, and 95 % bootstrap
            intervals; with --json one JSON object with fractions in 0…1. A bundle with exits is measured as it is served, and the mean
            number of layers is printed; --early-exit off sends every message through all of them.

            Example:
              picket-trainer evaluate --model .picket/models/champion --data models/seed/dev.tsv
            """)

    @Option(help: "A bundle, or a folder with the six labels in its config.json.") var model: String
    @Option(help: "Labelled rows: TSV, CSV or JSON lines.") var data: String
    @Option(help: "The arithmetic.") var precision = Precision.int8
    @Option(help: "on: messages may stop at the bundle's exits, as in the daemon; off: they go through every layer.")
    var earlyExit = FineTuneArguments.Switch.on
    @Flag(help: "One JSON object.") var json = false
    @Option(help: "The text column: a header name or a number from 1.") var textColumn: String?
    @Option(help: "The label column: a header name or a number from 1.") var labelColumn: String?
    @Option(help: "Threads (0: one per core).") var threads = 0

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads is 0 to 256") }
    }

    func run() throws {
        try requireFolder(model)
        let file = try readLabeled(data, DataColumns(text: textColumn, label: labelColumn))
        let limits = TextLimits(truncatesLongTexts: true)
        let classifier = try step { () throws(ClassificationError) in
            try Classifier(.folder(model), limits: limits, precision: precision, earlyExit: earlyExit == .on)
        }
        try requireSixClasses(classifier, model)
        let verdicts = try rowVerdicts(on: file, classifier, threads: threads == 0 ? availableProcessors() : threads)
        let report = try trainingStep { () throws(TrainingError) in
            try EvaluationReport(probabilities: verdicts.flatMap(\.scores), labels: file.labels)
        }
        let depth = classifier.exitLayers.isEmpty ? nil : Depth(verdicts, layers: classifier.layers)
        if json {
            printLine(JSONWriter.compactText(report.json))
        } else {
            printLine("\(classifier.name) on \(data): \(report.n) rows")
            if let depth { printLine(depth.sentence) }
            printLine(report.table)
        }
    }

    /// How deep messages had to go.
    private struct Depth {
        let layers: Int
        let mean: Double
        /// Of the work of all layers, counted in tokens times layers.
        let share: Double

        init(_ verdicts: [Verdict], layers: Int) {
            self.layers = layers
            mean = Double(verdicts.reduce(0) { $0 + $1.layers }) / Double(max(1, verdicts.count))
            let (done, all) = verdicts.reduce((0, 0)) { ($0.0 + $1.tokens * $1.layers, $0.1 + $1.tokens * layers) }
            share = Double(done) / Double(max(1, all))
        }

        var sentence: String {
            "early exit: \(fixed(mean, digits: 2)) of \(layers) layers on average, \(fixed(100 * share, digits: 1)) % of tokens times layers"
        }
    }
}

extension Precision: ExpressibleByArgument {}
