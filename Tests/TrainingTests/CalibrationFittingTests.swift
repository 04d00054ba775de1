import Testing
import Training

struct CalibrationFittingTests {
    @Test("temperature and biases minimize the log loss, as SciPy finds them")
    func golden() throws {
        let cases = try ProbeGoldens.cases("calibration.json")
        #expect(cases.count == 3)
        for expected in cases {
            let (logits, labels) = (try expected.floats("logits"), try expected.ints("labels"))
            let plain = Calibration.fittingTemperature(logits: logits, labels: labels, classCount: 6)
            #expect(abs(plain.temperature / (try expected.double("temperature")) - 1) < 1e-5)
            #expect(plain.bias == nil)
            let before = Calibration.identity.losses(logits: logits, labels: labels, classCount: 6)
            let after = plain.losses(logits: logits, labels: labels, classCount: 6)
            #expect(abs(before.reduce(0, +) / Double(labels.count) - (try expected.double("logLossBefore"))) < 1e-6)
            #expect(abs(after.reduce(0, +) / Double(labels.count) - (try expected.double("logLossAfter"))) < 1e-6)
            let biased = Calibration.fittingTemperatureAndBias(logits: logits, labels: labels, classCount: 6)
            #expect(abs(biased.temperature / (try expected.double("biasTemperature")) - 1) < 1e-4)
            #expect(try largestDifference(try #require(biased.bias), expected.doubles("bias")) < 1e-4)
        }
    }

    @Test("multiplying the logits multiplies the temperature", arguments: [0.01, 0.5, 40])
    func scale(factor: Float) throws {
        let expected = try ProbeGoldens.cases("calibration.json")[1]
        let (logits, labels) = (try expected.floats("logits"), try expected.ints("labels"))
        let one = Calibration.fittingTemperature(logits: logits, labels: labels, classCount: 6)
        let scaled = Calibration.fittingTemperature(logits: logits.map { $0 * factor }, labels: labels, classCount: 6)
        #expect(abs(scaled.temperature / one.temperature / Double(factor) - 1) < 1e-5)
    }

    @Test("logits that are never wrong get a temperature above zero, ones that know nothing get the upper bound")
    func bounds() {
        let right = Calibration.fittingTemperature(logits: [1, 0, 0, 1, 1, 0], labels: [0, 1, 0], classCount: 2)
        #expect(right.temperature > 0.1 && right.temperature < 1)
        let wrong = Calibration.fittingTemperature(logits: [1, 0, 0, 1], labels: [1, 0], classCount: 2)
        #expect(wrong.temperature == 1_000)
        let equal = Calibration.fittingTemperature(logits: [0, 0, 0, 0], labels: [1, 0], classCount: 2)
        #expect(equal.temperature == 1_000)
    }

    @Test("a class that no row has gets a bias that is finite")
    func absentClass() throws {
        let bias = try #require(
            Calibration.fittingTemperatureAndBias(logits: [2, 0, 1, 0, 2, 1, 1, 0, 0], labels: [0, 1, 0], classCount: 3).bias)
        #expect(bias.allSatisfy { $0.isFinite })
        #expect(abs(bias.reduce(0, +)) < 1e-12)
        #expect(bias[2] < bias[0])
    }
}
