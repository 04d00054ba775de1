import ArgumentParser
import Classification
import ConsolePrograms
import Encoders
import JSONParsing
import LabeledData
import OSThreads
import Synchronization
import Training

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a bundle on labelled rows.",
        discussion: """
            Prints accuracy, macro and per-class precision, recall and F1, the confusion matrix, the calibration error, and 95 % bootstrap
            intervals; with --json one JSON object with fractions in 0…1.

            Example:
              picket-trainer evaluate --model .picket/models/champion --data models/seed/dev.tsv
            """)

    @Option(help: "A bundle, or a folder with the six labels in its config.json.") var model: String
    @Option(help: "Labelled rows: TSV, CSV or JSON lines.") var data: String
    @Option(help: "The arithmetic.") var precision = Precision.int8
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
        let classifier = try step { () throws(ClassificationError) in try Classifier(.folder(model), limits: limits, precision: precision) }
        guard classifier.labels == SafetyClass.names else {
            throw ProgramFailure(
                .badConfiguration, "'\(model)' has the labels \(classifier.labels.joined(separator: ", ")), not the six classes")
        }
        let scores = try Self.scores(of: file, classifier, threads: threads == 0 ? availableProcessors() : threads)
        let report = try trainingStep { () throws(TrainingError) in try EvaluationReport(probabilities: scores, labels: file.labels) }
        if json {
            printLine(JSONWriter.compactText(report.json))
        } else {
            printLine("\(classifier.name) on \(data): \(report.n) rows")
            printLine(report.table)
        }
    }

    /// The scores of every row, `[n, C]`, in the order of the file.
    ///
    /// - Throws: Exit 66 with the line of a row that cannot be judged.
    private static func scores(of file: LabeledFile, _ model: Classifier, threads: Int) throws(ProgramFailure) -> [Float] {
        let bar = ProgressBar("classifying", total: file.rows.count)
        defer { bar.finish() }
        let state = Mutex(
            (scores: [[Float]](repeating: [], count: file.rows.count), done: 0, failure: (line: Int, reason: TextError)?.none))
        runInParallel(
            file.rows.count, threads: threads, name: "picket-eval",
            makeContext: { model.makeWorkspace(maxTokens: model.limits.windowTokens, maxSequences: 1) },
            { index, workspace in
                do throws(TextError) {
                    let verdict = try model.verdict(file.rows[index].text, workspace: workspace)
                    state.withLock {
                        $0.scores[index] = verdict.scores
                        $0.done += 1
                        bar.update($0.done)
                    }
                } catch { state.withLock { $0.failure = (file.rows[index].line, error) } }
            })
        let (scores, _, failure) = state.withLock { $0 }
        if let failure { throw ProgramFailure(.inputMissing, "\(file.path):\(failure.line): \(failure.reason)") }
        return scores.flatMap { $0 }
    }
}

extension Precision: ExpressibleByArgument {}
