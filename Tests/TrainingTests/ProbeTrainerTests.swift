import Testing
import Training

struct ProbeTrainerTests {
    private static let options = ProbeOptions(strengths: [0.1, 1, 10], bootstrapResamples: 100)

    @Test("it learns what can be learnt and says how well, out of fold")
    func learns() throws {
        let train = try RandomProblem(count: 180, dimension: 16, noise: 1)
        let result = try ProbeTrainer(options: Self.options).train(ProbeExamples(embeddings: train.embeddings, labels: train.labels))
        #expect(result.outOfFold.accuracy > 0.9)
        #expect(result.outOfFold.n == 180)
        #expect(result.head.classCount == 6 && result.head.dimension == 16)
        #expect(result.outOfFoldProbabilities.count == 180 * 6)
        #expect(result.trials.map(\.strength) == [0.1, 1, 10])
        #expect(result.trials.contains { $0.strength == result.strength && $0.excess <= $0.excessError })
        #expect(result.trials.contains { $0.excess == 0 })
        #expect(result.trials.allSatisfy { $0.converged })
        #expect(result.temperature.logLossAfter < result.temperature.logLossBefore)
        #expect(result.temperature.macroF1After == result.temperature.macroF1Before)
        #expect(result.temperature.calibration.bias == nil && result.temperatureAndBias.calibration.bias?.count == 6)
        #expect(result.gradNorm <= 1e-6)
    }

    @Test("labels without meaning are not learnt: held-back rows stay held back")
    func noLeak() throws {
        var generator = SplitMix64(seed: 8)
        let problem = try RandomProblem(count: 300, dimension: 64, noise: 1_000)
        let labels = problem.labels.map { _ in generator.draw(below: 6) }
        let result = try ProbeTrainer(options: Self.options).train(ProbeExamples(embeddings: problem.embeddings, labels: labels))
        #expect(result.outOfFold.accuracy < 0.3)
    }

    @Test("copies in one group do not help their copies, copies in groups of their own do")
    func groups() throws {
        var generator = SplitMix64(seed: 8)
        let problem = try RandomProblem(count: 150, dimension: 64, noise: 1_000)
        let labels = problem.labels.map { _ in generator.draw(below: 6) }
        let twice = try Embeddings(values: problem.embeddings.values + problem.embeddings.values, count: 300, dimension: 64)
        let groups = Array(0..<150) + Array(0..<150)
        let options = ProbeOptions(strengths: [30], bootstrapResamples: 10)
        func accuracy(_ groups: [Int]?) throws -> Double {
            try ProbeTrainer(options: options).train(ProbeExamples(embeddings: twice, labels: labels + labels, groups: groups)).outOfFold
                .accuracy
        }
        #expect(try accuracy(groups) < 0.3)
        #expect(try accuracy(nil) > 0.5)
    }

    @Test("the same input and seed give the same bits, and the seed does not touch the fit itself")
    func deterministic() throws {
        let problem = try RandomProblem(count: 120, dimension: 12, noise: 2)
        let examples = ProbeExamples(embeddings: problem.embeddings, labels: problem.labels)
        let first = try ProbeTrainer(options: Self.options).train(examples)
        let second = try ProbeTrainer(options: Self.options).train(examples)
        #expect(first.head == second.head)
        #expect(first.trials == second.trials)
        #expect(first.temperature == second.temperature)
        #expect(first.temperatureAndBias == second.temperatureAndBias)
        #expect(first.outOfFold == second.outOfFold)
        var options = ProbeOptions(strengths: [1], bootstrapResamples: 100)
        let one = try ProbeTrainer(options: options).train(examples)
        options.seed = 99
        let other = try ProbeTrainer(options: options).train(examples)
        #expect(one.head == other.head)
        #expect(one.outOfFoldLogits != other.outOfFoldLogits)
    }

    @Test("repeats pool their logits for the calibration; the report counts every row once")
    func repeats() throws {
        let problem = try RandomProblem(count: 60, dimension: 8, noise: 2)
        var options = Self.options
        options.repeats = 3
        let result = try ProbeTrainer(options: options).train(ProbeExamples(embeddings: problem.embeddings, labels: problem.labels))
        #expect(result.outOfFold.n == 60)
        let once = try ProbeTrainer(options: Self.options).train(ProbeExamples(embeddings: problem.embeddings, labels: problem.labels))
        #expect(result.trials != once.trials)
        #expect(result.head == once.head || result.strength != once.strength)
    }

    @Test("a row of weight 0 is scored, but teaches nothing")
    func rowWeights() throws {
        let problem = try RandomProblem(count: 60, dimension: 8, noise: 1)
        let misled = problem.labels.enumerated().map { $0.offset < 12 ? ($0.element + 1) % 6 : $0.element }
        let weights = (0..<60).map { $0 < 12 ? 0.0 : 1.0 }
        let options = ProbeOptions(strengths: [1], bootstrapResamples: 10)
        let weighted = try ProbeTrainer(options: options).train(
            ProbeExamples(embeddings: problem.embeddings, labels: misled, rowWeights: weights))
        let alone = try ProbeTrainer(options: options).train(
            ProbeExamples(
                embeddings: try Embeddings(values: Array(problem.embeddings.values[(12 * 8)...]), count: 48, dimension: 8),
                labels: Array(problem.labels[12...])))
        #expect(largestDifference(weighted.head.weight.map(Double.init), alone.head.weight.map(Double.init)) < 1e-5)
        #expect(weighted.outOfFold.n == 60)
    }

    @Test("progress counts every fit")
    func progress() throws {
        let problem = try RandomProblem(count: 60, dimension: 8, noise: 1)
        var steps: [ProbeTrainer.Progress] = []
        _ = try ProbeTrainer(options: Self.options).train(ProbeExamples(embeddings: problem.embeddings, labels: problem.labels)) {
            steps.append($0)
        }
        #expect(steps.map(\.completed) == Array(0...15) + [15, 16])
        #expect(steps.allSatisfy { $0.total == 16 })
        #expect(steps.suffix(2).map(\.phase) == [.fitting, .calibrating])
    }

    @Test("the end of the grid is pointed out")
    func edge() throws {
        let problem = try RandomProblem(count: 60, dimension: 8, noise: 1)
        let options = ProbeOptions(strengths: [1e-5, 1e-4], bootstrapResamples: 10)
        #expect(
            try ProbeTrainer(options: options).train(ProbeExamples(embeddings: problem.embeddings, labels: problem.labels)).isAtEdgeOfGrid)
    }

    @Test("what cannot be trained on is refused")
    func refused() throws {
        let problem = try RandomProblem(count: 12, dimension: 4, noise: 1)
        func refusal(_ labels: [Int], groups: [Int]? = nil, weights: [Double]? = nil, _ options: ProbeOptions = Self.options)
            -> TrainingError?
        {
            do throws(TrainingError) {
                _ = try ProbeTrainer(options: options).train(
                    ProbeExamples(embeddings: problem.embeddings, labels: labels, groups: groups, rowWeights: weights))
                return nil
            } catch { return error }
        }
        let labels = problem.labels
        #expect(refusal(labels) == nil)
        #expect(refusal(Array(labels.dropLast())) == .countMismatch(what: "labels", expected: 12, found: 11))
        #expect(refusal(labels, groups: [1]) == .countMismatch(what: "groups", expected: 12, found: 1))
        #expect(
            refusal(labels.map { $0 == 4 ? 0 : $0 }) == .tooFewGroups(className: "emergency-situation", found: 0, needed: 2))
        #expect(
            refusal(labels, groups: (0..<12).map { $0 % 6 }) == .tooFewGroups(className: "self-harm", found: 1, needed: 2))
        #expect(
            refusal(labels, weights: [0] + [Double](repeating: 1, count: 11))
                == .tooFewGroups(className: "self-harm", found: 1, needed: 2))
        #expect(refusal(labels, ProbeOptions(folds: 1)) == .badOption(name: "folds", allowed: "2 to 100"))
        #expect(refusal(labels, ProbeOptions(repeats: 0)) == .badOption(name: "repeats", allowed: "1 to 100"))
        #expect(refusal(labels, ProbeOptions(strengths: [])) == .badOption(name: "strengths", allowed: "one positive number or more"))
        #expect(refusal(labels, ProbeOptions(strengths: [1, 1])) == .badOption(name: "strengths", allowed: "all different"))
        #expect(
            refusal(labels, ProbeOptions(classWeighting: .balanced(clippedAt: 0)))
                == .badOption(name: "classWeighting", allowed: "clipped at a positive number"))
        #expect(refusal(labels, ProbeOptions(bootstrapResamples: 0)) == .badOption(name: "bootstrapResamples", allowed: "1 to 1000000"))
    }
}
