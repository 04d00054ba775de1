import Testing
import Training

struct AgreementWeightsTests {
    @Test("the weights are those of NumPy, by themselves and relative to the class")
    func golden() throws {
        for golden in try OptimizationGoldens.cases("confident_learning.json") {
            for (isRelative, key) in [(false, "plainWeights"), (true, "relativeWeights")] {
                let rule = try AgreementWeights(
                    floor: golden.double("floor"), exponent: golden.double("exponent"), reference: isRelative ? .classMean : .certainty)
                let weights = try rule.weights(
                    probabilities: golden.floats("probabilities"), labels: golden.ints("labels"), classCount: golden.int("classes"))
                #expect(try largestDifference(weights, golden.doubles(key)) < 1e-12)
            }
        }
    }

    @Test("weights lie between the floor and 1, and grow with agreement")
    func bounds() throws {
        let rule = try AgreementWeights(floor: 0.25, reference: .certainty)
        let weights = try rule.weights(probabilities: [0, 1, 0.5, 0.5, 1, 0], labels: [0, 0, 0], classCount: 2)
        #expect(weights == [0.25, 0.625, 1])
    }

    @Test("a class on which models are never sure keeps its weight, relative to itself")
    func rareClass() throws {
        let probabilities: [Float] = [0.9, 0.1, 0.9, 0.1, 0.75, 0.25, 0.75, 0.25]
        let labels = [0, 0, 1, 1]
        #expect(try AgreementWeights(floor: 0).weights(probabilities: probabilities, labels: labels, classCount: 2) == [1, 1, 1, 1])
        let plain = try AgreementWeights(floor: 0, reference: .certainty)
        #expect(try plain.weights(probabilities: probabilities, labels: labels, classCount: 2)[2...] == [0.25, 0.25])
    }

    @Test("a class that no model ever gives gets the floor, not NaN")
    func impossible() throws {
        let first = try AgreementWeights(floor: 0, reference: .rowMaximum)
        #expect(
            try first.weights(probabilities: [0.4, 0.3, 0.3, 0.2, 0.5, 0.3], labels: [0, 0], classCount: 3) == [
                1, Double(Float(0.2)) / 0.5,
            ])
        #expect(try AgreementWeights(floor: 0.1).weights(probabilities: [0, 1], labels: [0], classCount: 2) == [0.1])
    }

    @Test("options out of range are refused")
    func refused() {
        #expect(throws: TrainingError.badOption(name: "floor", allowed: "0 to 1")) { try AgreementWeights(floor: 1.1) }
        #expect(throws: TrainingError.badOption(name: "exponent", allowed: "finite and not negative")) {
            try AgreementWeights(floor: 0, exponent: -1)
        }
    }
}
