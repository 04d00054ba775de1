/// An `EvaluationReport` for people: fractions as percentages with one digit, intervals in brackets, then the confusion matrix.
///
///     200 rows   accuracy 57.5 % [50.5, 64.5]   macro-F1 57.2 % [49.9, 63.6]   ECE 0.079   log loss 1.152
///
///     class                precision  recall    F1  [95 %]        rows
///     self-harm                 58.1    52.9  55.4  [40.7, 70.4]    34
extension EvaluationReport {
    package var table: String {
        var lines = [
            "\(n) \(n == 1 ? "row" : "rows")   accuracy \(percent(accuracy)) % \(text(intervals.accuracy))"
                + "   macro-F1 \(percent(macro.f1)) % \(text(intervals.macroF1))   ECE \(fixed(ece, digits: 3))"
                + "   log loss \(fixed(logLoss, digits: 3))",
            "",
        ]
        var scores: [[String]] = [["class", "precision", "recall", "F1", "[95 %]", "rows"]]
        for (index, name) in classNames.enumerated() {
            scores.append(row(name, confusion.scores(index), text(intervals.f1[index]), confusion.support(index)))
        }
        scores.append(row("macro", macro, text(intervals.macroF1), n))
        lines += aligned(scores, left: [0, 4])
        lines += ["", "true class \\ predicted, in the order above"]
        lines += aligned(zip(classNames, confusion.rows).map { [$0] + $1.map(String.init) }, left: [0])
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ name: String, _ scores: ClassScores, _ interval: String, _ rows: Int) -> [String] {
        [name, percent(scores.precision), percent(scores.recall), percent(scores.f1), interval, String(rows)]
    }

    private func text(_ interval: Interval) -> String { "[\(percent(interval.low)), \(percent(interval.high))]" }

    private func percent(_ share: Double) -> String { fixed(100 * share, digits: 1) }
}

/// `value` with 1 to 9 digits after the point, rounded half away from zero; a magnitude of 1e9 or more is written as it is.
package func fixed(_ value: Double, digits: Int) -> String {
    precondition((1...9).contains(digits), "fixed: \(digits) digits")
    guard value.magnitude < 1e9 else { return value.isNaN ? "nan" : "\(value)" }
    let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
    let scaled = Int((value.magnitude * Double(scale)).rounded())
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(value < 0 && scaled > 0 ? "-" : "")\(scaled / scale).\(zeros)\(fraction)"
}

/// The cells of each row under each other, two spaces between columns; columns are set right but for those in `left`.
func aligned(_ rows: [[String]], left: Set<Int>) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
        var line = row.enumerated().map { column, cell in
            let padding = String(repeating: " ", count: widths[column] - cell.count)
            return left.contains(column) ? cell + padding : padding + cell
        }.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}
