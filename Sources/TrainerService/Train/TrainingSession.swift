import Classification
import ConsolePrograms
import DurableFiles
import JSONParsing
import Training

/// A training that may be interrupted: where it goes on from, what it shows, and what it leaves behind when it is stopped.
final class TrainingSession {
    var journal: FitJournal
    private let folder: String
    private let log: StepLog
    private var bar: ProgressBar?
    private var steps = 0

    /// - Parameters:
    ///   - folder: Where an interrupted training is kept.
    ///   - identity: What the command that goes on from it must share: data, options, base.
    ///   - resumes: Whether to go on from there.
    init(folder: String, identity: JSONObject, resumes: Bool, logSteps: String?) throws(ProgramFailure) {
        self.folder = folder
        log = try StepLog(logSteps)
        guard isFolder(folder) else {
            if resumes { printError("there is no interrupted training in '\(folder)': it begins from the start") }
            journal = FitJournal(identity: identity)
            return
        }
        guard resumes else {
            throw ProgramFailure(
                .usage, "'\(folder)' holds an interrupted training; --resume goes on with it, removing the folder begins anew")
        }
        do throws(CheckpointError) { journal = try FitJournal(reading: folder, identity: identity) } catch {
            if case .checkpointOfOther(let field, let expected, let found) = error {
                throw ProgramFailure(
                    .usage, "the interrupted training in '\(folder)' has another \(field): \(found), and this command \(expected)")
            }
            throw ProgramFailure(.badConfiguration, "cannot go on from '\(folder)': \(error)")
        }
        printError("going on with the training that was interrupted")
    }

    /// Called after every step.
    func observe(_ progress: FineTuneRecipe.Progress) -> FineTuneCommand {
        let bar = bar ?? ProgressBar("training", total: progress.total)
        self.bar = bar
        let step = progress.step
        bar.update(
            progress.done,
            note: "\(progress.part), epoch \(step.epoch)  loss \(fixed(step.loss, digits: 3))  rate \(shortDecimal(step.learningRate))")
        steps += 1
        log.add(progress)
        return Interruption.hasCome ? .pause : .goOn
    }

    /// Runs the training; when it is interrupted, writes what is needed to go on and ends the program.
    ///
    /// - Parameter total: Steps, for the progress bar.
    func run<Result>(total: Int, _ body: (inout FitJournal) throws(TrainingError) -> Result) throws(ProgramFailure) -> Result {
        Interruption.listen()
        let start = ContinuousClock.now
        steps = 0
        var journal = self.journal
        let result: Result
        do throws(TrainingError) { result = try body(&journal) } catch {
            bar?.finish()
            guard case .interrupted = error else { throw trainingFailure(error) }
            do throws(CheckpointError) { try journal.write(to: folder) } catch {
                throw ProgramFailure(.tryAgainLater, "interrupted, and its state could not be kept: \(error)")
            }
            throw ProgramFailure(
                .tryAgainLater, "interrupted; its state is in '\(folder)', and the same command with --resume goes on from there")
        }
        self.journal = journal
        bar?.finish()
        bar = nil
        printLine("trained \(steps) steps in \(fixed((ContinuousClock.now - start) / .seconds(1), digits: 1)) s")
        return result
    }
}

/// A learning rate as people write it: 2e-05.
func shortDecimal(_ value: Double) -> String {
    guard value > 0, value.isFinite else { return "0" }
    var exponent = 0
    var mantissa = value
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    return exponent == 0 ? fixed(mantissa, digits: 2) : "\(fixed(mantissa, digits: 2))e\(exponent)"
}
