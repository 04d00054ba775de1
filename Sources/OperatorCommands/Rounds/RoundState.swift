/// Where a round is, by the trainer's names.
package enum RoundState: String, CaseIterable, Sendable {
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

    /// The way of a round that goes well.
    package static let path: [RoundState] = [
        .selecting, .awaitingLabels, .generating, .awaitingReview, .training, .evaluating, .awaitingApproval, .promoting, .done,
    ]

    package enum Kind: Equatable, Sendable {
        /// The trainer is at work; it goes on by itself.
        case working
        case awaitingPeople
        case done
        /// Over without a new champion.
        case stopped
    }

    package var kind: Kind {
        switch self {
        case .selecting, .generating, .training, .evaluating, .promoting: .working
        case .awaitingLabels, .awaitingReview, .awaitingApproval: .awaitingPeople
        case .done: .done
        case .rejected, .failed, .cancelled: .stopped
        }
    }
}
