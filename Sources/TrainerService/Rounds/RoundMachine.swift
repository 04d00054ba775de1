import Records
import Training

// One round of the loop (the paper's Algorithm 1) as a value: events in, the next action out, no clock, no file, no thread.
//
//     selecting ──▶ awaiting-labels ──▶ generating ──▶ awaiting-review ──▶ training ──▶ evaluating ──▶ awaiting-approval ──▶ promoting ──▶ done
//                                           └──────────────────────────────▲               ├────────────────────────────────▲
//                                             nothing to review                            └──▶ rejected ◀── awaiting-approval (rejected)
//
//     any state at work ── step-failed ──▶ failed ── retry ──▶ the step that failed
//     any running state but promoting, and failed ── cancel ──▶ cancelled
//
// Promoting is not cancelled: the bundle may be serving already, and the way back is a rollback, which is a promotion of its own.
// A step that ends twice (killed after its last write, before its event was recorded) ends in the same event and is taken once: the
// event moves the state, and the state is written with it in one transaction.
//
// `advance` in a state at work changes nothing and names the action again, which is how a trainer that was killed goes on. Tried and
// dropped: a state for each step and "done" flags beside it, which allowed rounds that were in two places.

/// A round's state, and the rules by which it moves.
package struct RoundMachine: Equatable, Sendable {
    package private(set) var state: RoundState
    /// Where a failed round stopped; nil in any other state.
    package private(set) var failedStep: RoundState?
    /// Why it failed, was rejected, or needs an approval.
    package private(set) var reason: String?

    package init() { state = .selecting }

    init(state: RoundState, failedStep: RoundState?, reason: String?) {
        self.state = state
        self.failedStep = failedStep
        self.reason = reason
    }

    /// Takes an event.
    ///
    /// - Returns: What is to be done now.
    /// - Throws: `.notAllowed` with what the state takes, or what is wrong with the event; the round is as it was.
    package mutating func handle(_ event: RoundEvent) throws(RoundError) -> RoundAction {
        switch (state, event) {
        case (.selecting, .selected(let queries)):
            guard queries > 0 else { return fail("there is nothing to ask: no message of the pool is unlabelled and new") }
            return move(to: .awaitingLabels, .waitForLabels(remaining: queries))

        case (.awaitingLabels, .advance(let facts)):
            return try advanceLabels(facts)

        case (.generating, .generated(let open)):
            return open > 0 ? move(to: .awaitingReview, .waitForReview(remaining: open)) : move(to: .training, .train)

        case (.awaitingReview, .advance(let facts)):
            guard facts.openReviews > 0, !facts.withReviewsSoFar else { return move(to: .training, .train) }
            return .waitForReview(remaining: facts.openReviews)

        case (.training, .trained):
            return move(to: .evaluating, .evaluate)

        case (.evaluating, .evaluated(.promote)):
            return move(to: .promoting, .promote)
        case (.evaluating, .evaluated(.needsApproval(let reasons))):
            let reason = reasons.joined(separator: "; ")
            return move(to: .awaitingApproval, reason: reason, .waitForApproval(reason: reason))
        case (.evaluating, .evaluated(.reject(let reasons))):
            let reason = reasons.joined(separator: "; ")
            return move(to: .rejected, reason: reason, .finish(.rejected(reason: reason)))

        case (.awaitingApproval, .advance):
            return .waitForApproval(reason: reason ?? "")
        case (.awaitingApproval, .approve(let person, let reason)):
            try requireWords(event, person, reason)
            return move(to: .promoting, .promote)
        case (.awaitingApproval, .reject(let person, let reason)):
            try requireWords(event, person, reason)
            return move(to: .rejected, reason: reason, .finish(.rejected(reason: reason)))

        case (.promoting, .promoted):
            return move(to: .done, .finish(.done))

        case (.selecting, .advance), (.generating, .advance), (.training, .advance), (.evaluating, .advance), (.promoting, .advance):
            return action

        case (.selecting, .stepFailed(let reason)), (.generating, .stepFailed(let reason)), (.training, .stepFailed(let reason)),
            (.evaluating, .stepFailed(let reason)), (.promoting, .stepFailed(let reason)):
            return fail(reason)

        case (.failed, .retry):
            guard let step = failedStep else { throw notAllowed(event) }
            _ = move(to: step, .finish(.cancelled))
            return action

        case (.selecting, .cancel(let person)), (.awaitingLabels, .cancel(let person)), (.generating, .cancel(let person)),
            (.awaitingReview, .cancel(let person)), (.training, .cancel(let person)), (.evaluating, .cancel(let person)),
            (.awaitingApproval, .cancel(let person)), (.failed, .cancel(let person)):
            guard isFilled(person) else { throw .unnamedPerson(event: event.name) }
            return move(to: .cancelled, .finish(.cancelled))

        default:
            throw notAllowed(event)
        }
    }

    /// What is to be done in this state; for the states that wait, with nothing known of how much is open.
    package var action: RoundAction {
        switch state {
        case .selecting: .select
        case .awaitingLabels: .waitForLabels(remaining: 0)
        case .generating: .generate
        case .awaitingReview: .waitForReview(remaining: 0)
        case .training: .train
        case .evaluating: .evaluate
        case .awaitingApproval: .waitForApproval(reason: reason ?? "")
        case .promoting: .promote
        case .done: .finish(.done)
        case .rejected: .finish(.rejected(reason: reason ?? ""))
        case .failed: .finish(.failed(step: failedStep ?? .selecting, reason: reason ?? ""))
        case .cancelled: .finish(.cancelled)
        }
    }

    /// The names of the events that this state takes.
    package var allowedEvents: [String] {
        switch state {
        case .selecting: ["advance", "selected", "step-failed", "cancel"]
        case .awaitingLabels, .awaitingReview: ["advance", "cancel"]
        case .generating: ["advance", "generated", "step-failed", "cancel"]
        case .training: ["advance", "trained", "step-failed", "cancel"]
        case .evaluating: ["advance", "evaluated", "step-failed", "cancel"]
        case .awaitingApproval: ["advance", "approve", "reject", "cancel"]
        case .promoting: ["advance", "promoted", "step-failed"]
        case .failed: ["retry", "cancel"]
        case .done, .rejected, .cancelled: []
        }
    }

    private mutating func advanceLabels(_ facts: RoundFacts) throws(RoundError) -> RoundAction {
        let labels = facts.labels
        if labels.remaining > 0 && !facts.withLabelsSoFar { return .waitForLabels(remaining: labels.remaining) }
        guard labels.settled > 0 else {
            throw labels.disputed > 0
                ? .nothingSettled(disputed: labels.disputed) : .nothingLabelled(asked: labels.asked, skipped: labels.skipped)
        }
        return move(to: .generating, .generate)
    }

    private mutating func move(to next: RoundState, reason: String? = nil, _ action: RoundAction) -> RoundAction {
        state = next
        failedStep = nil
        self.reason = reason
        return action
    }

    private mutating func fail(_ reason: String) -> RoundAction {
        let step = state
        _ = move(to: .failed, reason: reason, .finish(.cancelled))
        failedStep = step
        return action
    }

    private func requireWords(_ event: RoundEvent, _ person: String, _ reason: String) throws(RoundError) {
        guard isFilled(person) else { throw .unnamedPerson(event: event.name) }
        guard isFilled(reason) else { throw .noReason(event: event.name) }
    }

    private func isFilled(_ text: String) -> Bool { text.utf8.contains { $0 > 0x20 } }

    private func notAllowed(_ event: RoundEvent) -> RoundError { .notAllowed(event: event.name, state: state, allowed: allowedEvents) }
}
