/// A round on a terminal, as a block of lines that is drawn over and over.
package struct RoundBlock {
    private let round: RoundDocument
    private let columns: Int
    private let secondsLeft: Double?

    /// - Parameters:
    ///   - columns: Of the window; taken as 40 where there are fewer.
    ///   - secondsLeft: Of the work at hand, where that can be told.
    package init(_ round: RoundDocument, columns: Int, secondsLeft: Double? = nil) {
        self.round = round
        self.columns = max(40, columns)
        self.secondsLeft = secondsLeft
    }

    /// None is wider than the window: a line that wraps would be drawn over in the wrong place.
    package var lines: [String] {
        var lines = ["\(round.id)  \(round.stateName)"] + filledLines(steps, columns: columns - 2, gap: 2).map { "  " + $0 }
        if let bar { lines.append("  " + bar) }
        lines.append("  labels      \(round.labelWords)")
        if let agreement = round.agreementWords { lines.append("  agreement   \(agreement)") }
        lines.append("  variations  \(round.variationWords)" + (round.openReviews > 0 ? "; \(round.openReviews) to review" : ""))
        lines.append("  spending    \(round.spendingWords)")
        if let words = round.troubleWords ?? round.approvalWords { lines.append("  \(words)") }
        if let next = round.next { lines.append("  next        \(next)") }
        return lines.map { cutLine($0, columns: columns) }
    }

    /// Every state of the way with its mark: passed, the present one, still to come, broken off.
    private var steps: [String] {
        let path = RoundState.path
        guard let state = round.state else { return path.map { "· \($0.rawValue)" } }
        let place = path.firstIndex(of: state) ?? round.failedStep.flatMap(path.firstIndex)
        return path.enumerated().map { index, step in
            guard let place, index <= place else { return "· \(step.rawValue)" }
            if index < place || state == .done { return "✓ \(step.rawValue)" }
            return (state == step ? "▶ " : "✗ ") + step.rawValue
        }
    }

    private var bar: String? {
        guard let work = round.work else { return nil }
        guard work.total > 0 else { return round.workWords }
        let width = 20
        let filled = Int(Double(width) * work.fraction)
        let left = secondsLeft.flatMap { $0 < 1e6 ? "  \(Int($0.rounded(.up))) s left" : nil } ?? ""
        let drawing = "[" + String(repeating: "#", count: filled) + String(repeating: "·", count: width - filled) + "]"
        let figures = "  \(drawing)  \(work.done)/\(work.total)\(left)"
        let words = work.note.isEmpty ? work.step : work.note
        return cutLine(words, columns: max(8, columns - 2 - figures.count)) + figures
    }
}
