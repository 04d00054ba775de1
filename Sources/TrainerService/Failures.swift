import Classification
import Clustering
import ConsolePrograms
import DurableFiles
import Training

/// Runs a step; its typed failure ends the program with the exit code that fits it.
func step<Result>(_ body: () throws(ClassificationError) -> Result) throws(ProgramFailure) -> Result {
    do throws(ClassificationError) { return try body() } catch {
        if case .file(let reason) = error { throw ProgramFailure(reason.isMissing ? .inputMissing : .tryAgainLater, "\(error)") }
        if case .promotionRunning = error { throw ProgramFailure(.tryAgainLater, "\(error)") }
        throw ProgramFailure(.badConfiguration, "\(error)")
    }
}

func trainingStep<Result>(_ body: () throws(TrainingError) -> Result) throws(ProgramFailure) -> Result {
    do throws(TrainingError) { return try body() } catch { throw trainingFailure(error) }
}

func trainingFailure(_ error: TrainingError) -> ProgramFailure {
    switch error {
    case .badOption: ProgramFailure(.usage, "\(error)")
    case .encoder: ProgramFailure(.badConfiguration, "\(error)")
    case .checkpoint, .diverged, .interrupted: ProgramFailure(.tryAgainLater, "\(error)")
    default: ProgramFailure(.inputMissing, "cannot train on these rows: \(error)")
    }
}

/// A model or encoder folder that the user names has to be there.
func requireFolder(_ path: String) throws(ProgramFailure) {
    guard isFolder(path) else { throw ProgramFailure(.inputMissing, "there is no folder '\(path)'") }
}

func embeddingStep<Result>(_ body: () throws(ClusteringError) -> Result) throws(ProgramFailure) -> Result {
    do throws(ClusteringError) { return try body() } catch {
        switch error {
        case .file(let reason): throw ProgramFailure(reason.isMissing ? .inputMissing : .tryAgainLater, "\(error)")
        case .storeInUse: throw ProgramFailure(.tryAgainLater, "\(error)")
        case .notAStore, .storeOfOther: throw ProgramFailure(.usage, "\(error)")
        default: throw ProgramFailure(.inputMissing, "\(error)")
        }
    }
}
