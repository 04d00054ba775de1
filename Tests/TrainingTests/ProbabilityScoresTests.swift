import Foundation
import Testing
import Training

struct ProbabilityScoresTests {
    @Test("log loss is scikit-learn's and the calibration error NumPy's")
    func golden() throws {
        for expected in try ProbeGoldens.cases("metrics.json") {
            let (probabilities, labels) = (try expected.floats("probabilities"), try expected.ints("labels"))
            #expect(
                abs(meanLogLoss(probabilities: probabilities, labels: labels, classCount: 6) - (try expected.double("logLoss"))) < 1e-6)
            let error = expectedCalibrationError(probabilities: probabilities, labels: labels, classCount: 6)
            #expect(abs(error - (try expected.double("ece"))) < 1e-9)
        }
    }

    @Test("confidence that equals accuracy has no error, and sure mistakes have all of it")
    func extremes() {
        let half: [Float] = [0.5, 0.5, 0.5, 0.5]
        #expect(expectedCalibrationError(probabilities: half, labels: [0, 1], classCount: 2) == 0)
        #expect(expectedCalibrationError(probabilities: [1, 0, 1, 0], labels: [1, 1], classCount: 2) == 1)
        #expect(expectedCalibrationError(probabilities: [], labels: [], classCount: 2) == 0)
    }

    @Test("rows of different bins do not cancel out")
    func bins() {
        // One row is sure and wrong, one unsure and right: in one bin they would almost agree.
        let probabilities: [Float] = [0.9, 0.1, 0.6, 0.4]
        #expect(abs(expectedCalibrationError(probabilities: probabilities, labels: [1, 0], classCount: 2) - 0.65) < 1e-6)
        #expect(abs(expectedCalibrationError(probabilities: probabilities, labels: [1, 0], classCount: 2, bins: 1) - 0.25) < 1e-6)
    }

    @Test("an impossible label costs a finite loss")
    func impossible() {
        #expect(meanLogLoss(probabilities: [1, 0], labels: [1], classCount: 2) == 52 * log(2.0))
    }
}
