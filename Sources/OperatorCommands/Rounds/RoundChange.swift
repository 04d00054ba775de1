/// What of a round is worth a line of its own when it changes: its state, its labels, its variations, each tenth of the work at hand.
package struct RoundChange: Equatable, Sendable {
    private let state: String
    private let labels: LabellingProgress
    private let variations: [RoundDocument.VariationCount]
    private let openReviews: Int
    private let step: String?
    private let note: String?
    private let tenths: Int?
    private let trouble: String?

    package init(_ round: RoundDocument) {
        state = round.stateName
        labels = round.labels
        variations = round.variations
        openReviews = round.openReviews
        step = round.work?.step
        note = round.work?.note
        tenths = round.work.map { $0.total > 0 ? Int(10 * $0.fraction) : 0 }
        trouble = round.trouble
    }

    /// The line of a round as it is now.
    package static func line(_ round: RoundDocument) -> String {
        var parts = ["\(round.id)  \(round.stateName)"]
        if let work = round.workWords { parts.append(work) }
        if round.labels.asked > 0 { parts.append("labels \(round.labelWords)") }
        if !round.variations.isEmpty { parts.append("variations \(round.variationWords)") }
        if round.openReviews > 0 { parts.append("\(round.openReviews) to review") }
        if round.spending.requests > 0 { parts.append(round.spendingWords) }
        if let words = round.troubleWords ?? round.approvalWords { parts.append(words) }
        return parts.joined(separator: "; ")
    }
}

extension RoundDocument.Work {
    /// From 0 to 1, whatever the figures are.
    package var fraction: Double { total > 0 ? min(1, max(0, Double(done) / Double(total))) : 0 }
}
