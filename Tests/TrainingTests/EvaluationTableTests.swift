import Foundation
import TestSupport
import Testing
import Training

struct EvaluationTableTests {
    @Test("the table for people is the golden text")
    func golden() throws {
        let input = try ProbeGoldens.cases("metrics.json")[0]
        let report = try EvaluationReport(
            probabilities: try input.floats("probabilities"), labels: try input.ints("labels"), bootstrap: Bootstrap(seed: 11))
        let golden = String(decoding: try Goldens.data("training/evaluation_table.txt"), as: UTF8.self)
        #expect(report.table == golden, "found:\n\(report.table)")
    }

    @Test("no line ends in a space, and columns line up")
    func aligned() throws {
        let report = try EvaluationReport(
            probabilities: [0.75, 0.25, 0.25, 0.75], labels: [0, 0], classNames: ["a", "a long name"], bootstrap: Bootstrap(resamples: 9))
        let lines = report.table.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.last != " " })
        #expect(Set(lines[2...5].map(\.count)).count == 1)
    }

    @Test(
        "numbers are written with a fixed number of digits",
        arguments: [
            (0.0, 1, "0.0"), (99.95, 1, "100.0"), (0.0049, 2, "0.00"), (-0.0049, 2, "0.00"), (-1.25, 2, "-1.25"), (12.3456, 3, "12.346"),
            (1.005, 1, "1.0"), (.nan, 1, "nan"), (1e12, 1, "1000000000000.0"),
        ])
    func fixedDigits(value: Double, digits: Int, text: String) {
        #expect(fixed(value, digits: digits) == text)
    }
}
