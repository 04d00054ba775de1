import Classification
import ConsolePrograms
import LabeledData
import OSThreads
import Synchronization

/// What a model says of every row, in the order of the file, as it would be served.
///
/// - Throws: Exit 66 with the line of a row that cannot be judged.
func rowVerdicts(on file: LabeledFile, _ model: Classifier, threads: Int) throws(ProgramFailure) -> [Verdict] {
    let bar = ProgressBar("classifying", total: file.rows.count)
    defer { bar.finish() }
    let state = Mutex(
        (verdicts: [Verdict?](repeating: nil, count: file.rows.count), done: 0, failure: (line: Int, reason: TextError)?.none))
    runInParallel(
        file.rows.count, threads: threads, name: "picket-eval",
        makeContext: { model.makeWorkspace(maxTokens: model.limits.windowTokens, maxSequences: 1) },
        { index, workspace in
            do throws(TextError) {
                let verdict = try model.verdict(file.rows[index].text, workspace: workspace)
                state.withLock {
                    $0.verdicts[index] = verdict
                    $0.done += 1
                    bar.update($0.done)
                }
            } catch { state.withLock { $0.failure = (file.rows[index].line, error) } }
        })
    let (verdicts, _, failure) = state.withLock { $0 }
    if let failure { throw ProgramFailure(.inputMissing, "\(file.path):\(failure.line): \(failure.reason)") }
    return verdicts.compactMap { $0 }
}

/// Figures are by our six classes; a model with other labels has none.
func requireSixClasses(_ model: Classifier, _ folder: String) throws(ProgramFailure) {
    guard model.labels == SafetyClass.names else {
        throw ProgramFailure(.badConfiguration, "'\(folder)' has the labels \(model.labels.joined(separator: ", ")), not the six classes")
    }
}
