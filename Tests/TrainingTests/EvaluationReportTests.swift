import JSONParsing
import Testing
import Training

struct EvaluationReportTests {
    private func report() throws -> EvaluationReport {
        try EvaluationReport(
            probabilities: [0.75, 0.25, 0.75, 0.25, 0.25, 0.75, 0.25, 0.75], labels: [0, 0, 1, 1], classNames: ["no", "yes"],
            bootstrap: Bootstrap(resamples: 20))
    }

    @Test("the JSON has the members of the contract, in its order, and no other")
    func json() throws {
        let text = JSONWriter.compactText(try report().json)
        #expect(
            text == #"{"n":4,"accuracy":1.0,"macro_precision":1.0,"macro_recall":1.0,"macro_f1":1.0,"ece":0.25,"#
                + #""per_class":{"no":{"precision":1.0,"recall":1.0,"f1":1.0,"support":2},"#
                + #""yes":{"precision":1.0,"recall":1.0,"f1":1.0,"support":2}},"confusion":[[2,0],[0,2]],"#
                + #""intervals":{"accuracy":[1.0,1.0],"macro_f1":[1.0,1.0]}}"#)
    }

    @Test("the detailed JSON adds the log loss and the intervals of every class")
    func detailed() throws {
        let object = try #require(try report().detailedJSON.object)
        #expect(object["log_loss"]?.double.map { abs($0 - 0.2876820724517809) < 1e-9 } == true)
        #expect(object["per_class"]?.object?["yes"]?.object?["f1_interval"] == [.double(1), .double(1)])
        #expect(object["accuracy"] == .double(1))
    }

    @Test("the six classes are the default, in their order")
    func classes() throws {
        let report = try EvaluationReport(probabilities: [0.5, 0.1, 0.1, 0.1, 0.1, 0.1], labels: [0])
        #expect(report.classNames.first == "self-harm" && report.classNames.count == 6)
        #expect(report.confusion[label: 0, prediction: 0] == 1)
    }

    @Test("input that does not fit together is refused")
    func refused() {
        #expect(throws: TrainingError.noRows) { try EvaluationReport(probabilities: [], labels: []) }
        #expect(throws: TrainingError.countMismatch(what: "probabilities", expected: 12, found: 6)) {
            try EvaluationReport(probabilities: [0.5, 0.1, 0.1, 0.1, 0.1, 0.1], labels: [0, 1])
        }
        #expect(throws: TrainingError.labelOutOfRange(row: 0, label: 2, classes: 2)) {
            try EvaluationReport(probabilities: [1, 0], labels: [2], classNames: ["a", "b"])
        }
        #expect(throws: TrainingError.notFinite(what: "the probabilities", row: 1)) {
            try EvaluationReport(probabilities: [1, 0, .nan, 0], labels: [0, 1], classNames: ["a", "b"])
        }
    }
}
