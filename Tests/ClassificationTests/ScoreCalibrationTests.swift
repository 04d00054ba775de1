import Classification
import Foundation
import TestSupport
import Testing

struct ScoreCalibrationTests {
    static let known: [(temperature: Float, bias: [Float], logits: [Float], expected: [Float])] = [
        // e, e², e³ over their sum.
        (1, [0, 0, 0], [1, 2, 3], [0.090_030_573, 0.244_728_471, 0.665_240_956]),
        // The same logits, doubled and halved again.
        (2, [0, 0, 0], [2, 4, 6], [0.090_030_573, 0.244_728_471, 0.665_240_956]),
        // The bias counts after the temperature.
        (2, [1, 0, -1], [0, 4, 8], [0.090_030_573, 0.244_728_471, 0.665_240_956]),
        (0.5, [0, 0], [0, 0.549_306_144], [0.25, 0.75]),
        (3, [0, 0, 0, 0], [7, 7, 7, 7], [0.25, 0.25, 0.25, 0.25]),
    ]

    @Test("probabilities are softmax(logits / temperature + bias)", arguments: known)
    func softmax(temperature: Float, bias: [Float], logits: [Float], expected: [Float]) {
        let found = ScoreCalibration(temperature: temperature, bias: bias).probabilities(logits)
        #expect(distance(found, expected) < 1e-6)
    }

    static let extremes: [[Float]] = [[1e4, -1e4], [-1e4, -1e4], [1e4, 1e4], [-1e4, 0, 1e4], [1e4, 9_999, 0], [0], [1e-30, -1e-30]]

    @Test("extreme logits stay finite and sum to 1", arguments: extremes)
    func extreme(logits: [Float]) {
        for temperature: Float in [0.02, 1, 99] {
            let calibration = ScoreCalibration(temperature: temperature, bias: [Float](repeating: 0, count: logits.count))
            let found = calibration.probabilities(logits)
            #expect(found.allSatisfy { $0.isFinite && $0 >= 0 && $0 <= 1 })
            #expect(abs(found.reduce(0, +) - 1) < 1e-6)
        }
    }

    @Test("adding the same to every logit changes nothing")
    func shift() {
        let calibration = ScoreCalibration(temperature: 1.5, bias: [0.25, -0.5, 0])
        let logits: [Float] = [0.5, -2, 1.25]
        #expect(distance(calibration.probabilities(logits), calibration.probabilities(logits.map { $0 + 64 })) < 1e-5)
    }

    @Test("no calibration is the plain softmax")
    func none() {
        #expect(ScoreCalibration.none(labelCount: 3) == ScoreCalibration(temperature: 1, bias: [0, 0, 0]))
    }
}
