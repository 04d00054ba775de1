import Classification
import ConsolePrograms
import DurableFiles
import LabeledData
import Training

/// Runs a step; its typed failure ends the program with the exit code that fits it.
func step<Result>(_ body: () throws(ClassificationError) -> Result) throws(ProgramFailure) -> Result {
    do throws(ClassificationError) { return try body() } catch {
        if case .file(let reason) = error { throw ProgramFailure(reason.isMissing ? .inputMissing : .tryAgainLater, "\(error)") }
        throw ProgramFailure(.badConfiguration, "\(error)")
    }
}

func trainingStep<Result>(_ body: () throws(TrainingError) -> Result) throws(ProgramFailure) -> Result {
    do throws(TrainingError) { return try body() } catch { throw ProgramFailure(.inputMissing, "cannot train on these rows: \(error)") }
}

/// A model or encoder folder that the user names has to be there.
func requireFolder(_ path: String) throws(ProgramFailure) {
    guard isFolder(path) else { throw ProgramFailure(.inputMissing, "there is no folder '\(path)'") }
}

func readLabeled(_ path: String, _ columns: DataColumns) throws(ProgramFailure) -> LabeledFile {
    do throws(DataFileError) {
        return LabeledFile(path: path, rows: try readDataFile(path, columns: columns, requireLabels: true))
    } catch { throw ProgramFailure(.inputMissing, "\(error)") }
}

/// A data file whose rows all have labels.
struct LabeledFile: Sendable {
    let path: String
    let rows: [DataRow]

    var texts: [String] { rows.map(\.text) }
    /// Indices of the classes, in `SafetyClass` order.
    var labels: [Int] { rows.compactMap { $0.label?.index } }
}
