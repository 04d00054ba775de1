package import Records

/// Why a round did not take an event.
package enum RoundError: Error, Equatable, CustomStringConvertible {
    case notAllowed(event: String, state: RoundState, allowed: [String])
    case nothingLabelled(asked: Int, skipped: Int)
    /// Everything that was labelled is disputed.
    case nothingSettled(disputed: Int)
    case unnamedPerson(event: String)
    case noReason(event: String)
    /// The store's row of a round is none of ours.
    case badRecord(id: String, reason: String)
    case noRound(id: String)
    case store(RecordsError)

    package var description: String {
        switch self {
        case .notAllowed(let event, let state, let allowed):
            "a round that is \(state) takes no '\(event)'; "
                + (allowed.isEmpty ? "it is over" : "it takes " + allowed.map { "'\($0)'" }.joined(separator: ", "))
        case .nothingLabelled(let asked, let skipped):
            "none of the \(asked) messages of the round has a label (\(skipped) were skipped): label at least one, or cancel the round"
        case .nothingSettled(let disputed):
            "the annotators agree on none of the messages (\(disputed) are disputed): a third opinion is needed, or cancel the round"
        case .unnamedPerson(let event): "'\(event)' needs the name of a person"
        case .noReason(let event): "'\(event)' needs a reason"
        case .badRecord(let id, let reason): "the record of round '\(id)' cannot be read: \(reason)"
        case .noRound(let id): "there is no round '\(id)'"
        case .store(let error): error.description
        }
    }
}
