/// Where a round is. The names are those of the design, the database and the tools.
package enum RoundState: String, CaseIterable, Sendable, CustomStringConvertible {
    case selecting
    case awaitingLabels = "awaiting-labels"
    case generating
    case awaitingReview = "awaiting-review"
    case training
    case evaluating
    case awaitingApproval = "awaiting-approval"
    case promoting
    case done
    case rejected
    case failed
    case cancelled

    package var description: String { rawValue }

    /// The trainer works; nobody has to do anything.
    package var isWorking: Bool {
        switch self {
        case .selecting, .generating, .training, .evaluating, .promoting: true
        case .awaitingLabels, .awaitingReview, .awaitingApproval, .done, .rejected, .failed, .cancelled: false
        }
    }

    /// People are asked for something.
    package var isAwaitingPeople: Bool {
        switch self {
        case .awaitingLabels, .awaitingReview, .awaitingApproval: true
        default: false
        }
    }

    /// At most one round is in such a state. A failed round is not: another may start, and the failed one may be tried again later.
    package var isRunning: Bool { isWorking || isAwaitingPeople }
}
