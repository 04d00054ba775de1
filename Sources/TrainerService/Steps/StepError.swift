import ConsolePrograms
import Records

/// Why a step of a round did not come to its end.
enum StepError: Error {
    /// What has to be put right before it is tried again; the round fails with these words.
    case failed(String)
    /// The trainer is stopping, or the round was cancelled: what was done is kept, and the next start goes on from there.
    case stopped
    case records(RecordsError)

    /// - Returns: The words for the round's record; nil when nothing is to be recorded.
    var reason: String? {
        switch self {
        case .failed(let reason): reason
        case .stopped, .records(.interrupted): nil
        case .records(let error): error.description
        }
    }
}

/// Runs a part of a step that fails as commands do.
func stepPart<Value>(_ body: () throws(ProgramFailure) -> Value) throws(StepError) -> Value {
    do throws(ProgramFailure) { return try body() } catch { throw .failed(error.message) }
}

/// Runs a part of a step that reads or writes records.
func recordsPart<Value>(_ body: () throws(RecordsError) -> Value) throws(StepError) -> Value {
    do throws(RecordsError) { return try body() } catch { throw .records(error) }
}
