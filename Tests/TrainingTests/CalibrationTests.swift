import Foundation
import Testing
import Training

struct CalibrationTests {
    @Test("probabilities are softmax(z / T + b), and losses their negative logarithms")
    func formula() {
        let calibration = Calibration(temperature: 2, bias: [0, 1])
        let logits: [Float] = [4, 2, -2, 0]
        // 4/2 + 0 against 2/2 + 1: equal; -2/2 + 0 against 0/2 + 1: two apart.
        let probabilities = calibration.probabilities(logits: logits, classCount: 2)
        #expect(probabilities[0] == 0.5 && probabilities[1] == 0.5)
        #expect(abs(Double(probabilities[2]) - 1 / (1 + exp(2.0))) < 1e-7)
        let losses = calibration.losses(logits: logits, labels: [1, 0], classCount: 2)
        #expect(abs(losses[0] - log(2.0)) < 1e-12)
        #expect(abs(losses[1] - log(1 + exp(2.0))) < 1e-12)
    }

    @Test("logits of any size give probabilities that sum to 1")
    func extremes() {
        let probabilities = Calibration.identity.probabilities(logits: [1e30, -1e30, 0, -1e30, -1e30, -1e30], classCount: 3)
        #expect(probabilities.allSatisfy { $0.isFinite })
        #expect(probabilities[0] == 1)
        #expect(abs(probabilities[3...].reduce(0, +) - 1) < 1e-6)
    }
}
