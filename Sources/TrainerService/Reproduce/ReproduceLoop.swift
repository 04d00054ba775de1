package import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData
import Synchronization
import Training

/// Trains a model on a run's rows and gives the probabilities of its evaluation rows, `[m, C]` row-major in `SafetyClass` order.
/// The closure is told how much of the run is done, 0…1, on the caller's thread or any other.
package typealias SplitTrainer = (ReproduceRun, _ progress: @escaping @Sendable (Double) -> Void) throws(ProgramFailure) -> [Float]

/// Does the runs of a plan, one after the other, and writes what is known after each.
///
/// Everything is checked before the first training: a folder that is taken, data that is malformed, a base that is not there. After
/// that the output folder is never behind by more than the run that is going on, so that a command that is stopped or fails loses only
/// that one.
package struct ReproduceLoop {
    package static let jsonName = "reproduce.json"
    package static let markdownName = "reproduce.md"

    private let plan: ReproducePlan
    private let data: PaperFolder
    private let runs: [PlannedRun]
    private let out: String
    private let threads: Int
    private var log: RunLog

    /// - Parameters:
    ///   - out: A folder that is new or empty; with `resume` also the one that an earlier command has left.
    /// - Throws: Exit 64 for a folder that is taken, 66 for a log that is malformed.
    package init(plan: ReproducePlan, data: PaperFolder, out: String, resume: Bool, threads: Int) throws(ProgramFailure) {
        self.plan = plan
        self.data = data
        self.out = out.count > 1 && out.hasSuffix("/") ? String(out.dropLast()) : out
        self.threads = threads
        runs = plan.runs(data)
        log = try Self.openLog(self.out, resume: resume)
    }

    private static func openLog(_ out: String, resume: Bool) throws(ProgramFailure) -> RunLog {
        let entries: [String]
        do throws(FileError) { entries = try names(in: out) } catch {
            guard error.isMissing, !isFile(out), !out.isEmpty else {
                throw ProgramFailure(.usage, "cannot use '\(out)' as --out: \(error)")
            }
            return RunLog(folder: out)
        }
        if entries.isEmpty { return RunLog(folder: out) }
        let isOurs = entries.contains(RunLog.fileName)
        guard isOurs else { throw ProgramFailure(.usage, "'\(out)' exists and holds other files; --out names a new or empty folder") }
        guard resume else {
            throw ProgramFailure(
                .usage, "'\(out)' holds the runs of an earlier command; --resume goes on with them, another --out starts anew")
        }
        return try RunLog(reading: out)
    }

    package var outcome: ReproduceOutcome { ReproduceOutcome(plan: plan, data: data, runs: runs, log: log) }

    /// Trains whatever is not done yet.
    ///
    /// - Parameter say: Told one line about each run that is done; the real command writes it to standard error.
    /// - Throws: What the trainer throws, with the run's name; what was finished before stays.
    package mutating func perform(_ trainer: SplitTrainer, say: (String) -> Void) throws(ProgramFailure) {
        let pending = runs.filter { log[$0.key] == nil }
        do throws(FileError) { try makeFolder(out) } catch { throw ProgramFailure(.tryAgainLater, "\(error)") }
        try log.write()
        try writeReports()
        if pending.count < runs.count { say("\(runs.count - pending.count) of \(runs.count) runs are done already") }
        let bar = ProgressBar("reproducing, % of \(pending.count) runs", total: 100 * pending.count)
        defer { bar.finish() }
        let start = ContinuousClock.now
        for (number, run) in pending.enumerated() {
            let begin = ContinuousClock.now
            let confusion = try train(run, trainer) { bar.update(100 * number + Int(100 * min(max($0, 0), 1))) }
            let now = ContinuousClock.now
            try log.append(RunResult(key: run.key, confusion: confusion, seconds: (now - begin) / .seconds(1)))
            try writeReports()
            let left = (now - start) / .seconds(1) / Double(number + 1) * Double(pending.count - number - 1)
            bar.finish()
            say(
                "run \(number + 1) of \(pending.count): \(run.title): macro-F1 \(fixed(100 * confusion.macro.f1, digits: 1)), accuracy "
                    + "\(fixed(100 * confusion.accuracy, digits: 1)), \(spokenTime((now - begin) / .seconds(1))); \(spokenTime(left)) left")
        }
    }

    private func train(
        _ planned: PlannedRun, _ trainer: SplitTrainer, progress: @escaping @Sendable (Double) -> Void
    ) throws(ProgramFailure) -> ConfusionMatrix {
        let probabilities: [Float]
        do throws(ProgramFailure) { probabilities = try trainer(planned.run(data, threads: threads), progress) } catch {
            throw ProgramFailure(error.exit, "\(planned.title): \(error.message)")
        }
        let labels = data.evaluation.rows.map(\.label.index)
        guard probabilities.count == labels.count * SafetyClass.count, probabilities.allSatisfy(\.isFinite) else {
            throw ProgramFailure(
                .ourBug,
                "\(planned.title): the model gave \(probabilities.count) probabilities for \(labels.count) rows, or some are not finite")
        }
        return ConfusionMatrix(
            labels: labels, predictions: predictions(of: probabilities, classCount: SafetyClass.count), classCount: SafetyClass.count)
    }

    private func writeReports() throws(ProgramFailure) {
        let outcome = outcome
        do throws(FileError) {
            try replaceFile("\(out)/\(Self.jsonName)", JSONWriter.pretty(outcome.json))
            try replaceFile("\(out)/\(Self.markdownName)", Array(outcome.document.markdown.utf8))
        } catch { throw ProgramFailure(.tryAgainLater, "\(error)") }
    }
}

/// A length of time for people: seconds up to two minutes, minutes up to two hours, then hours.
package func spokenTime(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds > 0 else { return "0 s" }
    switch seconds {
    case ..<120: return "\(Int(seconds.rounded(.up))) s"
    case ..<7_200: return "\(Int((seconds / 60).rounded(.up))) min"
    default: return seconds < 1e9 ? "\(fixed(seconds / 3_600, digits: 1)) h" : "very long"
    }
}
