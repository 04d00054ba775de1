package import JSONParsing

/// The round that runs, in a line and in JSON.
package struct RoundStatus: Equatable, Sendable {
    package let round: RoundDocument

    package init(_ round: RoundDocument) { self.round = round }

    /// Labels that people still owe; nil unless the round waits for them.
    package var waitsForLabels: Int? {
        guard round.state == .awaitingLabels else { return nil }
        let labels = round.labels
        return max(0, labels.asked.subtractingClamped(labels.settled).subtractingClamped(labels.skipped))
    }

    /// `round-7, awaiting-labels: 12 labels to go`.
    package var line: String {
        let head = "\(round.id), \(round.stateName)"
        if let trouble = round.troubleWords { return "\(head): \(trouble)" }
        if let count = waitsForLabels { return "\(head): \(count) \(count == 1 ? "label" : "labels") to go" }
        if round.state == .awaitingReview { return "\(head): \(round.openReviews) to review" }
        if let words = round.approvalWords ?? round.workWords { return "\(head): \(words)" }
        return head
    }

    package var json: JSONValue {
        [
            "id": .string(round.id), "state": .string(round.stateName), "waits_for_labels": waitsForLabels.map { .int($0) } ?? nil,
            "waits_for_reviews": round.state == .awaitingReview ? .int(round.openReviews) : nil,
            "trouble": round.trouble.map { .string($0) } ?? nil,
        ]
    }
}

extension Int {
    /// The difference, or the nearest number there is.
    func subtractingClamped(_ other: Int) -> Int {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
