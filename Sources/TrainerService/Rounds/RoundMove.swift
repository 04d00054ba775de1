package import ServiceManager

/// A round that went from one state to another: what the log is told, after it is in the store.
package struct RoundMove: Equatable, Sendable {
    package let round: String
    /// Nil for a round that begins.
    package let from: RoundState?
    package let to: RoundState
    /// Why it failed, was rejected or needs a person; nil otherwise.
    package let reason: String?

    package var event: ServiceEvent {
        switch to {
        case .awaitingLabels, .awaitingReview, .awaitingApproval: .roundNeedsPeople
        case .done, .rejected, .cancelled: .roundEnded
        case .failed: .roundFailed
        case .selecting, .generating, .training, .evaluating, .promoting: .roundMoved
        }
    }

    package var words: String {
        let states = from.map { "\($0.rawValue) → \(to.rawValue)" } ?? "begins with \(to.rawValue)"
        return "round \(round): \(states)" + (reason.map { " (\($0))" } ?? "") + (whatPeopleDo.map { "; \($0)" } ?? "")
    }

    private var whatPeopleDo: String? {
        switch to {
        case .awaitingLabels: "'picketctl label' asks for labels, then 'picketctl round advance'"
        case .awaitingReview: "'picketctl review' shows the variations in question, then 'picketctl round advance'"
        case .awaitingApproval: "'picketctl round show' says why, 'picketctl round approve' or 'reject' decides"
        default: nil
        }
    }
}
