import LabeledData
import Training

/// `MODEL_CARD.md`: what the model is made of, how good it is, and where it should not be trusted.
struct ModelCard {
    let run: ProbeRun
    let outcome: ProbeRun.Outcome

    var text: String {
        let rows = run.trainFiles.flatMap(\.rows)
        let fit = outcome.probe.temperature
        var lines = [
            "# Picket model card",
            "",
            "Sorts a message into \(SafetyClass.names.joined(separator: ", ")). A logistic regression on the frozen, pooled and normalized",
            "embeddings of a sentence encoder (\(outcome.probe.head.dimension) dimensions).",
            "",
            "## Data",
            "",
            "| class | training rows |",
            "|---|---:|",
        ]
        lines += SafetyClass.allCases.map { label in "| \(label.name) | \(rows.count { $0.label == label }) |" }
        lines += [
            "",
            "Files: " + run.trainFiles.map { "`\($0.path)` (\($0.rows.count) rows)" }.joined(separator: ", ") + ".",
            "",
            "## Recipe",
            "",
            "Probe, seed \(run.seed), \(run.options.folds)-fold grouped cross-validation repeated \(run.options.repeats) times;"
                + " C = \(outcome.probe.strength) chosen by log loss out of fold;"
                + " class weights \(run.weighting == .uniform ? "uniform" : "balanced"). Reads \(outcome.maxTokens) tokens at a time.",
            "",
        ]
        lines += Self.section("On the development set (`\(run.dev.path)`)", outcome.dev)
        if let gate = outcome.gate, let file = run.gate { lines += Self.section("On the gate set (`\(file.path)`)", gate) }
        lines += Self.section("Out of fold, on the training rows", outcome.probe.outOfFold)
        lines += [
            "## Calibration",
            "",
            "Temperature \(fixed(fit.calibration.temperature, digits: 3)), fitted out of fold; expected calibration error"
                + " \(fixed(fit.eceBefore, digits: 3)) before, \(fixed(fit.eceAfter, digits: 3)) after.",
            "",
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

    private static func section(_ title: String, _ report: EvaluationReport) -> [String] {
        var lines = [
            "## \(title)",
            "",
            "\(report.n) rows, accuracy \(percent(report.accuracy)) \(interval(report.intervals.accuracy)), macro-F1"
                + " \(percent(report.macro.f1)) \(interval(report.intervals.macroF1)), ECE \(fixed(report.ece, digits: 3)).",
            "",
            "| class | precision | recall | F1 | 95 % of F1 | rows |",
            "|---|---:|---:|---:|---:|---:|",
        ]
        for (index, name) in report.classNames.enumerated() {
            let scores = report.confusion.scores(index)
            lines.append(
                "| \(name) | \(percent(scores.precision)) | \(percent(scores.recall)) | \(percent(scores.f1)) |"
                    + " \(interval(report.intervals.f1[index])) | \(report.confusion.support(index)) |")
        }
        return lines + [""]
    }

    private static func percent(_ share: Double) -> String { fixed(100 * share, digits: 1) }

    private static func interval(_ interval: Interval) -> String { "[\(percent(interval.low)), \(percent(interval.high))]" }
}
