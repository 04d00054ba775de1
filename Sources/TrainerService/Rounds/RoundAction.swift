/// What is to be done next. Every action is safe to repeat: a trainer that was killed asks the round again and does it once more.
package enum RoundAction: Equatable, Sendable {
    case select
    case waitForLabels(remaining: Int)
    case generate
    case waitForReview(remaining: Int)
    case train
    case evaluate
    case waitForApproval(reason: String)
    case promote
    case finish(RoundEnd)
}

package enum RoundEnd: Equatable, Sendable {
    case done
    case rejected(reason: String)
    case failed(step: RoundState, reason: String)
    case cancelled
}
