import Testing
import Training

struct ConfusionMatrixTests {
    @Test("every figure is scikit-learn's, for classes that are missing on either side too")
    func golden() throws {
        let cases = try ProbeGoldens.cases("metrics.json")
        #expect(cases.count == 4)
        for expected in cases {
            let labels = try expected.ints("labels")
            let confusion = ConfusionMatrix(
                labels: labels, predictions: predictions(of: try expected.floats("probabilities"), classCount: 6), classCount: 6)
            #expect(try confusion.rows.map { $0.map(Double.init) } == expected.rows("confusion"))
            #expect(confusion.total == labels.count)
            #expect(abs(confusion.accuracy - (try expected.double("accuracy"))) < 1e-12)
            let macro = [confusion.macro.precision, confusion.macro.recall, confusion.macro.f1]
            #expect(try largestDifference(macro, expected.doubles("macro")) < 1e-12)
            let scores = (0..<6).map(confusion.scores)
            #expect(try largestDifference(scores.map(\.precision), expected.doubles("precision")) < 1e-12)
            #expect(try largestDifference(scores.map(\.recall), expected.doubles("recall")) < 1e-12)
            #expect(try largestDifference(scores.map(\.f1), expected.doubles("f1")) < 1e-12)
            #expect(try (0..<6).map(confusion.support) == expected.ints("support"))
        }
    }

    @Test("macro averages leave out a class that does not occur, and count one that is only predicted as 0")
    func macro() {
        let absent = ConfusionMatrix(labels: [0, 1], predictions: [0, 1], classCount: 3)
        #expect(absent.macro == ClassScores(precision: 1, recall: 1, f1: 1))
        let invented = ConfusionMatrix(labels: [0, 1, 1], predictions: [0, 1, 2], classCount: 3)
        #expect(abs(invented.macro.precision - 2.0 / 3) < 1e-12)
        #expect(invented.scores(2) == ClassScores(precision: 0, recall: 0, f1: 0))
    }

    @Test("an empty matrix has figures of 0")
    func empty() {
        let confusion = ConfusionMatrix(classCount: 2)
        #expect(confusion.accuracy == 0)
        #expect(confusion.macro == ClassScores(precision: 0, recall: 0, f1: 0))
    }

    @Test("of equal probabilities the first class is predicted")
    func tie() {
        #expect(predictions(of: [0.4, 0.4, 0.2, 0.1, 0.45, 0.45], classCount: 3) == [0, 1])
    }
}
