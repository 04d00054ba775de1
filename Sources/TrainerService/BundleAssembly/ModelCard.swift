import DurableFiles
import LabeledData
import Training

/// `MODEL_CARD.md`: what the model is made of, how good it is, and where it should not be trusted.
struct ModelCard {
    let input: TrainingInput
    let outcome: TrainingOutcome
    /// The bundle that the base is; nil for any other encoder.
    let parent: String?
    /// Nil where no gate was to be passed.
    let gate: GateReport?

    var text: String {
        let rows = input.rows
        var lines = [
            "# Picket model card", "", "Sorts a message into \(SafetyClass.names.joined(separator: ", ")).", "", "## Data", "",
            "| class | training rows |", "|---|---:|",
        ]
        lines += SafetyClass.allCases.map { label in "| \(label.name) | \(rows.labels.count { $0 == label.index }) |" }
        lines += ["", "Files: " + input.files.map { "`\($0.path)` (\($0.rows.count) rows)" }.joined(separator: ", ") + "."]
        if rows.variationCount > 0 { lines.append("\(rows.variationCount) rows are variations of others.") }
        if !rows.changes.isEmpty {
            lines.append("\(rows.changes.count) labels were replaced by the one that the other rows of their source agree on.")
        }
        lines += ["", "## Recipe", "", outcome.account + " Reads \(outcome.maxTokens) tokens at a time.", ""]
        lines += [
            "Base: `\(lastComponent(of: input.base))`. Parent: \(parent.map { "the bundle `\($0)`" } ?? "none, the base is no bundle").",
            "",
        ]
        lines += Self.section("On the development set (`\(input.dev.path)`)", outcome.dev)
        if let gate = outcome.gate, let file = input.gate { lines += Self.section("On the gate set (`\(file.path)`)", gate) }
        if let report = outcome.outOfFold { lines += Self.section("Out of fold, on the training rows", report) }
        lines += ["## Gate", ""] + gateLines
        lines += ["## Calibration", "", calibration, "", "## Early exit", "", outcome.earlyExit.account, ""]
        lines += [
            "## Limits",
            "",
            "- English. Other languages are only represented by greetings and ordinary sentences.",
            "- Text alone: no images, no memory of the conversation before the message.",
            "- The figures above hold for messages like those rows. Measure on your own before you rely on a threshold.",
            "- A verdict is a reason to look or to react with care, not a diagnosis, and never a reason to punish.",
            "",
        ]
        return lines.joined(separator: "\n")
    }

    private var calibration: String {
        guard let fit = outcome.calibration else { return "None: no rows were held back for it. Scores are the raw softmax." }
        return
            "Temperature \(fixed(fit.calibration.temperature, digits: 3))\(fit.calibration.bias == nil ? "" : " and a bias for each class"),"
            + " fitted out of fold; expected calibration error \(fixed(fit.eceBefore, digits: 3)) before, \(fixed(fit.eceAfter, digits: 3)) after."
    }

    private var gateLines: [String] {
        guard let gate else { return ["This model has passed no gate: it was not compared with a champion on a frozen set.", ""] }
        var lines = [
            "\(gate.result.outcome.name), against \(gate.champion.map { "`\($0)`" } ?? "no champion"), on \(gate.set.rows.count) messages"
                + " frozen by \(gate.set.by) (SHA-256 `\(gate.set.sha256.prefix(12))`). "
                + "\(gate.overlap?.rows ?? 0) training rows were compared with them: none is one of them.",
            "", "| check | challenger | champion | asked | result |", "|---|---:|---:|---:|---|",
        ]
        for check in gate.result.checks {
            func text(_ value: Double?) -> String { value.map(check.written) ?? "–" }
            let asked = check.bound == nil ? "not worse beyond chance" : (check.isAtLeast ? "≥ " : "≤ ") + text(check.bound)
            lines.append("| \(check.name) | \(text(check.figure)) | \(text(check.champion)) | \(asked) | \(check.verdict.rawValue) |")
        }
        lines.append("")
        if !gate.result.outcome.reasons.isEmpty { lines += gate.result.outcome.reasons.map { "- " + $0 } + [""] }
        return lines
    }

    private static func section(_ title: String, _ report: EvaluationReport) -> [String] {
        var lines = [
            "## \(title)",
            "",
            "\(report.n) rows, accuracy \(percent(report.accuracy)) \(interval(report.intervals.accuracy)), macro-F1"
                + " \(percent(report.macro.f1)) \(interval(report.intervals.macroF1)), ECE \(fixed(report.ece, digits: 3)).",
            "",
            "95 % intervals: Wilson's for precision and recall, bootstrap for all else.",
            "",
            "| class | precision | recall | F1 | rows |",
            "|---|---:|---:|---:|---:|",
        ]
        for (index, name) in report.classNames.enumerated() {
            let confusion = report.confusion
            let right = confusion[label: index, prediction: index]
            let precision = Proportion(right, of: confusion.predicted(index))
            let recall = Proportion(right, of: confusion.support(index))
            lines.append(
                "| \(name) | \(percent(precision.share)) \(interval(precision.interval)) |"
                    + " \(percent(recall.share)) \(interval(recall.interval)) |"
                    + " \(percent(confusion.scores(index).f1)) \(interval(report.intervals.f1[index])) | \(confusion.support(index)) |")
        }
        return lines + [""]
    }

    private static func percent(_ share: Double) -> String { fixed(100 * share, digits: 1) }

    private static func interval(_ interval: Interval) -> String { "[\(percent(interval.low)), \(percent(interval.high))]" }
}
