package import Records
package import Training

/// Something that happens to a round: a step that came to its end, or a word from outside.
package enum RoundEvent: Equatable, Sendable {
    /// An operator or the timer asks it to go on; with what the store knows at this moment.
    case advance(RoundFacts)
    case selected(queries: Int)
    case generated(awaitingReview: Int)
    case trained(bundle: String)
    case evaluated(GateOutcome)
    case promoted
    case approve(by: String, reason: String)
    case reject(by: String, reason: String)
    case cancel(by: String)
    /// The step at hand cannot be finished.
    case stepFailed(reason: String)
    /// Goes back to the step that failed.
    case retry

    /// The name under which errors and the log of events have it.
    package var name: String {
        switch self {
        case .advance: "advance"
        case .selected: "selected"
        case .generated: "generated"
        case .trained: "trained"
        case .evaluated: "evaluated"
        case .promoted: "promoted"
        case .approve: "approve"
        case .reject: "reject"
        case .cancel: "cancel"
        case .stepFailed: "step-failed"
        case .retry: "retry"
        }
    }
}

/// What a round that waits for people has to know to go on.
package struct RoundFacts: Equatable, Sendable {
    package var labels: LabelProgress
    package var openReviews: Int
    /// Go on with the labels there are, although more were asked for.
    package var withLabelsSoFar: Bool
    /// Go on without the variations that nobody has reviewed; they are not trained on.
    package var withReviewsSoFar: Bool

    package init(
        labels: LabelProgress = LabelProgress(), openReviews: Int = 0, withLabelsSoFar: Bool = false, withReviewsSoFar: Bool = false
    ) {
        self.labels = labels
        self.openReviews = openReviews
        self.withLabelsSoFar = withLabelsSoFar
        self.withReviewsSoFar = withReviewsSoFar
    }
}
