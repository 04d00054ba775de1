package import JSONParsing
import LabeledData

/// How good a classifier is on labelled rows.
package struct EvaluationReport: Equatable, Sendable {
    package let classNames: [String]
    package let confusion: ConfusionMatrix
    /// Expected calibration error, 15 bins.
    package let ece: Double
    package let logLoss: Double
    /// 95 %.
    package let intervals: Bootstrap.Intervals

    package var n: Int { confusion.total }
    package var accuracy: Double { confusion.accuracy }
    package var macro: ClassScores { confusion.macro }

    /// - Parameters:
    ///   - probabilities: `[n, C]` row-major, calibrated; the prediction is the largest.
    ///   - labels: `[n]`, each in `0..<C`.
    ///   - classNames: `[C]`.
    /// - Throws: `noRows`, `countMismatch`, `labelOutOfRange` or `notFinite`.
    package init(
        probabilities: [Float], labels: [Int], classNames: [String] = SafetyClass.names, bootstrap: Bootstrap = Bootstrap()
    ) throws(TrainingError) {
        let classCount = classNames.count
        guard !labels.isEmpty else { throw .noRows }
        guard probabilities.count == labels.count * classCount else {
            throw .countMismatch(what: "probabilities", expected: labels.count * classCount, found: probabilities.count)
        }
        if let row = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
            throw .labelOutOfRange(row: row, label: labels[row], classes: classCount)
        }
        if let index = probabilities.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(what: "the probabilities", row: index / classCount)
        }
        let predictions = predictions(of: probabilities, classCount: classCount)
        self.classNames = classNames
        confusion = ConfusionMatrix(labels: labels, predictions: predictions, classCount: classCount)
        ece = expectedCalibrationError(probabilities: probabilities, labels: labels, classCount: classCount)
        logLoss = meanLogLoss(probabilities: probabilities, labels: labels, classCount: classCount)
        intervals = bootstrap.intervals(labels: labels, predictions: predictions, classCount: classCount)
    }

    /// The object that `evaluate --json` prints.
    package var json: JSONValue {
        .object(
            JSONObject([
                ("n", .int(n)), ("accuracy", .double(accuracy)), ("macro_precision", .double(macro.precision)),
                ("macro_recall", .double(macro.recall)), ("macro_f1", .double(macro.f1)), ("ece", .double(ece)),
                ("per_class", perClass { _ in [] }), ("confusion", .array(confusion.rows.map { .array($0.map(JSONValue.int)) })),
                (
                    "intervals",
                    .object(
                        JSONObject([
                            ("accuracy", EvaluationReport.json(intervals.accuracy)), ("macro_f1", EvaluationReport.json(intervals.macroF1)),
                        ]))
                ),
            ]))
    }

    /// `json` with the log loss, and with an interval for the F1 of every class: what a manifest keeps.
    package var detailedJSON: JSONValue {
        guard case .object(var object) = json else { return json }
        object["log_loss"] = .double(logLoss)
        object["per_class"] = perClass { [("f1_interval", EvaluationReport.json(intervals.f1[$0]))] }
        return .object(object)
    }

    private func perClass(more: (Int) -> [(String, JSONValue)]) -> JSONValue {
        .object(
            JSONObject(
                classNames.enumerated().map { index, name in
                    let scores = confusion.scores(index)
                    let members: [(String, JSONValue)] = [
                        ("precision", .double(scores.precision)), ("recall", .double(scores.recall)), ("f1", .double(scores.f1)),
                        ("support", .int(confusion.support(index))),
                    ]
                    return (name, .object(JSONObject(members + more(index))))
                }))
    }

    private static func json(_ interval: Interval) -> JSONValue { [.double(interval.low), .double(interval.high)] }
}
