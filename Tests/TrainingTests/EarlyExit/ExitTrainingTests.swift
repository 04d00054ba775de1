import Testing
import Training

struct ExitTrainingTests {
    private static let count = 150
    private static let bounds = lowest(ExitBounds(protected: [0], flagThresholds: [0.35, 0.5, nil], harmless: 2))

    private static func training(_ labels: [Int], messages: [Int] = []) -> ExitTraining {
        ExitTraining(
            fitting: ExitHeadFitting(classWeighting: .uniform, classCount: 3), bounds: bounds, labels: labels,
            rowWeights: [Double](repeating: 1, count: labels.count), groups: Array(labels.indices), messages: messages)
    }

    /// A probe on the last of some layers, and the exits that its own folds give.
    private static func result(_ noises: [Double], messages: [Int] = []) throws -> (ExitTraining.Result?, ProbeResult, LayerStates) {
        let (states, labels) = try ExitHeadFittingTests.states(noises, count: count)
        let options = ProbeOptions(strengths: [0.1, 1, 10], classWeighting: .uniform, bootstrapResamples: 10)
        let probe = try ProbeTrainer(options: options).train(
            ProbeExamples(embeddings: try #require(states.layers.last), labels: labels, classNames: ["a", "b", "c"]))
        let folds = options.assignFolds(labels: labels, groups: Array(labels.indices), classCount: 3)
        let training = training(labels, messages: messages)
        var seen: [Int] = []
        let logits = try training.scoreFolds(states, folds: folds) { seen.append($0) }
        #expect(seen == [1, 2, 3, 4, 5])
        return (
            try training.train(logits, model: probe.outOfFoldProbabilities, folds: folds, states: states), probe, states
        )
    }

    @Test("layers that tell as much as the last one become exits, calibrated, with heads fitted on all rows")
    func found() throws {
        let (result, probe, states) = try Self.result([6, 0.8, 0.8, 0.8])
        let found = try #require(result)
        #expect(found.choice.layers == 4 && found.exits.map(\.layer) == Array(found.choice.first..<4))
        #expect(found.choice.figures.meanLayers < 3.6)
        #expect(found.choice.figures.macroF1 >= found.choice.full.macroF1 - 0.001)
        #expect(abs(found.choice.full.macroF1 - probe.outOfFold.macro.f1) < 1e-12, "the full model is the probe itself")
        for exit in found.exits {
            #expect((0.01...100).contains(exit.temperature) && exit.head.classCount == 3 && exit.head.dimension == 12)
            let embeddings = states.layers[exit.layer - 1]
            let head = try LogisticRegression(strength: exit.strength, classWeighting: .uniform, gradientTolerance: 1e-5).fit(
                embeddings, labels: (0..<Self.count).map { $0 % 3 }, classCount: 3
            ).head
            #expect(head == exit.head)
        }
    }

    @Test("layers that tell nothing give no exits")
    func notFound() throws {
        #expect(try Self.result([1_000, 1_000, 0.5]).0 == nil)
    }

    @Test("the same rows give the same bits, and messages decide temperatures where there are other rows too")
    func deterministic() throws {
        let first = try #require(try Self.result([0.8, 0.8, 0.8]).0)
        #expect(try Self.result([0.8, 0.8, 0.8]).0 == first)
        let other = try Self.result([0.8, 0.8, 0.8], messages: Array(0..<60)).0
        #expect(other == nil || other?.exits.map(\.temperature) != first.exits.map(\.temperature))
    }

    @Test("probabilities of another number of rows are refused")
    func counts() throws {
        let (states, labels) = try ExitHeadFittingTests.states([1, 1], count: 30)
        let training = Self.training(labels)
        #expect(throws: TrainingError.countMismatch(what: "probabilities of the model", expected: 90, found: 3)) {
            try training.train(training.emptyLogits(exits: 1), model: [1, 0, 0], folds: labels, states: states)
        }
    }
}
