import LabeledData
import Testing
import TrainerService
import Training

struct ReproduceStatisticsTests {
    @Test("the sample deviation has n - 1 in its denominator; one figure has none")
    func deviation() throws {
        #expect(sampleDeviation([2, 4, 4, 4, 5, 5, 7, 9]).map { abs($0 * $0 - 32.0 / 7) < 1e-12 } == true)
        #expect(sampleDeviation([3]) == nil && sampleDeviation([]) == nil)
        #expect(MeanAndDeviation([]) == nil)
        #expect(MeanAndDeviation([3])?.deviation == nil)
        #expect(MeanAndDeviation([1, 3])?.mean == 2)
    }

    /// A class of 100 rows each, of which so many are wrong.
    private func confusion(wrong: [Int]) -> ConfusionMatrix {
        var matrix = ConfusionMatrix(classCount: wrong.count)
        for (label, wrong) in wrong.enumerated() {
            for row in 0..<100 { matrix.add(label: label, prediction: row < wrong ? (label + 1) % 6 : label) }
        }
        return matrix
    }

    @Test("Table 8's figure is the deviation of error shares: one class always wrong among five of 18 % gives 33, at a recall of 68")
    func classErrors() {
        let matrix = confusion(wrong: [18, 18, 18, 18, 100, 18])
        #expect(classErrorDeviation(matrix)?.rounded() == 33)
        #expect((100 * matrix.macro.recall).rounded() == 68)
        #expect(classErrorDeviation(confusion(wrong: [20, 20, 20, 20, 20, 20])) == 0)
    }

    @Test("a class without rows has no share of errors")
    func absentClass() {
        var matrix = ConfusionMatrix(classCount: 3)
        matrix.add(label: 0, prediction: 0)
        matrix.add(label: 1, prediction: 0)
        #expect(classErrorDeviation(matrix) == sampleDeviation([0, 100]))
    }

    @Test("tables print accuracy and macro precision, recall and F1 in percent, in this order")
    func figures() {
        var matrix = ConfusionMatrix(classCount: 2)
        for (label, prediction) in [(0, 0), (0, 0), (0, 1), (1, 1)] { matrix.add(label: label, prediction: prediction) }
        let figures = tableFigures(matrix)
        let expected = [75, 75, 250.0 / 3, (80 + 200.0 / 3) / 2]
        #expect(zip(figures, expected).allSatisfy { abs($0 - $1) < 1e-9 }, "\(figures)")
    }
}
