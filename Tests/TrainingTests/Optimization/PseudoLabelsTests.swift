import Testing
import Training

struct PseudoLabelsTests {
    /// Classes 0, 0, 1, 1, 0 with confidence 0.9, 0.6, 0.8, 0.55, 0.9.
    private let probabilities: [Float] = [0.9, 0.1, 0.6, 0.4, 0.2, 0.8, 0.45, 0.55, 0.9, 0.1]

    private func rows(_ rule: PseudoLabels) throws -> [Int] { try rule.select(probabilities: probabilities, classCount: 2).map(\.row) }

    @Test("sharpened distributions and weights by entropy are those of NumPy")
    func golden() throws {
        let golden = try OptimizationGoldens.object("pseudo_labels.json")
        let (probabilities, classes) = (try golden.floats("probabilities"), try golden.int("classes"))
        let rule = try PseudoLabels(temperature: golden.double("temperature"), weighting: .certainty(scale: 1))
        let selected = try rule.select(probabilities: probabilities, classCount: classes)
        let (sharpened, entropies) = (try golden.rows("sharpened"), try golden.doubles("entropies"))
        #expect(selected.map(\.row) == Array(sharpened.indices))
        for row in selected {
            #expect(largestDifference(doubles(row.distribution), sharpened[row.row]) < 1e-7)
            #expect(abs(row.weight - (1 - entropies[row.row] / 1.3862943611198906)) < 1e-6)
            let p = probabilities[row.row * classes..<(row.row + 1) * classes]
            #expect(p[p.startIndex + row.label] == p.max())
        }
        let bounded = try PseudoLabels(bound: .entropy(atMost: 0.7)).select(probabilities: probabilities, classCount: classes)
        #expect(bounded.map(\.row) == entropies.indices.filter { entropies[$0] <= 0.7 })
        #expect((1..<30).contains(bounded.count))
    }

    @Test("a temperature of 1 leaves distributions as they are, and a certain row stays certain")
    func plain() throws {
        let same = try PseudoLabels().select(probabilities: probabilities, classCount: 2)
        #expect(largestDifference(same.flatMap { doubles($0.distribution) }, doubles(probabilities)) < 1e-7)
        let certain = try PseudoLabels(temperature: 0.3).select(probabilities: [0, 1], classCount: 2)
        #expect(certain.map(\.label) == [1])
        #expect(certain.map(\.distribution) == [[0, 1]])
    }

    @Test("rows that are not sure enough are dropped")
    func bounds() throws {
        #expect(try rows(PseudoLabels(bound: .confidence(atLeast: 0.7))) == [0, 2, 4])
        #expect(try rows(PseudoLabels(bound: .entropy(atMost: 0.4))) == [0, 4])
        #expect(try rows(PseudoLabels(bound: .entropy(atMost: 0))) == [])
    }

    @Test("of each class the most confident stay, the first among equals")
    func limit() throws {
        #expect(try rows(PseudoLabels(perClassLimit: 1)) == [0, 2])
        #expect(try rows(PseudoLabels(perClassLimit: 2)) == [0, 2, 3, 4])
        #expect(try rows(PseudoLabels(perClassLimit: 0)) == [])
    }

    @Test("weights are constant, or follow the confidence")
    func weights() throws {
        let constant = try PseudoLabels(weighting: .constant(0.3)).select(probabilities: probabilities, classCount: 2)
        #expect(constant.allSatisfy { $0.weight == 0.3 })
        let confident = try PseudoLabels(weighting: .confidence(scale: 0.5)).select(probabilities: probabilities, classCount: 2)
        #expect(largestDifference(confident.map(\.weight), [0.45, 0.3, 0.4, 0.275, 0.45]) < 1e-7)
    }

    @Test("what is chosen can be trained on")
    func trainable() throws {
        let selected = try PseudoLabels(temperature: 0.5).select(probabilities: probabilities, classCount: 2)
        let targets = try TrainingTargets(
            selected.map { .distribution($0.distribution) }, rowWeights: selected.map(\.weight), classCount: 2)
        #expect(targets.count == 5)
    }

    @Test("no rows give no rows, and what are no probabilities is refused")
    func edges() throws {
        #expect(try PseudoLabels().select(probabilities: [], classCount: 2) == [])
        #expect(throws: TrainingError.countMismatch(what: "probabilities", expected: 2, found: 3)) {
            try PseudoLabels().select(probabilities: [0.1, 0.2, 0.7], classCount: 2)
        }
        #expect(throws: TrainingError.notFinite(what: "the probabilities", row: 0)) {
            try PseudoLabels().select(probabilities: [.nan, 0.2], classCount: 2)
        }
    }

    @Test("options out of range are refused")
    func refused() {
        #expect(throws: TrainingError.badOption(name: "temperature", allowed: "positive")) { try PseudoLabels(temperature: 0) }
        #expect(throws: TrainingError.badOption(name: "confidence", allowed: "0 to 1")) {
            try PseudoLabels(bound: .confidence(atLeast: 2))
        }
        #expect(throws: TrainingError.badOption(name: "entropy", allowed: "at least 0")) {
            try PseudoLabels(bound: .entropy(atMost: .nan))
        }
        #expect(throws: TrainingError.badOption(name: "perClassLimit", allowed: "at least 0")) { try PseudoLabels(perClassLimit: -1) }
        #expect(throws: TrainingError.badOption(name: "weight", allowed: "finite and not negative")) {
            try PseudoLabels(weighting: .constant(-1))
        }
    }
}
