import Encoders
import Foundation
import JSONParsing
import Tensors
import TestSupport
import Testing
import Training

struct FineTuneRecipeTests {
    /// Thirty rows of ids that tell the class, some of them variations.
    private static func problem(_ name: String = "bert-pooled") throws -> FineTuneProblem {
        let golden = try FineTuningGolden(name)
        var generator = SplitMix64(seed: 3)
        let labels = (0..<30).map { $0 % 3 }
        let sequences = labels.map { label in [2] + (0..<6).map { _ in Int32(5 + 10 * label + generator.draw(below: 10)) } }
        return FineTuneProblem(
            start: .folder(golden.folder + "/model", golden.head), sequences: sequences, labels: labels, groups: Array(0..<30),
            rowWeights: (0..<30).map { $0 < 18 ? 1 : 0.3 }, isVariation: (0..<30).map { $0 >= 18 }, classWeighting: .balanced(clippedAt: 6),
            classCount: 3)
    }

    private static func recipe(folds: Int = 3, seeds: Int = 1) -> FineTuneRecipe {
        var options = FineTuneOptions()
        (options.epochs, options.batchSize, options.learningRate) = (2, 8, 1e-3)
        return FineTuneRecipe(
            options: options, headStart: .probe(strength: 1), meetsProbe: 1, weighsByAgreement: true, folds: folds, seeds: seeds,
            threads: 2,
            exits: ExitHeadFitting(classWeighting: .balanced, classCount: 3, strengths: [1, 10]))
    }

    private static func bits(_ result: FineTuneRecipe.Result) -> [[Float]] {
        result.parameters.parameters.map(\.tensor.array) + [result.outOfFoldLogits ?? []]
            + (0..<2).map { result.exits?.logits.logits(exit: 0, strength: $0) ?? [] }
    }

    @Test(
        "training that is stopped at any step, in any fold or model, goes on to the same bits through files", arguments: [1, 5, 9, 16, 20])
    func resume(_ stop: Int) throws {
        let (problem, recipe) = (try Self.problem(), Self.recipe(seeds: 2))
        let identity = JSONObject([("data", "a")])
        var whole = FitJournal(identity: identity)
        let expected = try recipe.train(problem, journal: &whole) { _ in .goOn }
        #expect(expected.outOfFoldLogits?.count == 90)

        var journal = FitJournal(identity: identity)
        var steps = 0
        #expect(throws: TrainingError.interrupted) {
            _ = try recipe.train(problem, journal: &journal) { _ in
                steps += 1
                return steps == stop ? .pause : .goOn
            }
        }
        let folder = try TemporaryFolder()
        try journal.write(to: folder.path + "/checkpoint")
        try journal.write(to: folder.path + "/checkpoint")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["checkpoint"])
        var read = try FitJournal(reading: folder.path + "/checkpoint", identity: identity)
        #expect(Self.bits(try recipe.train(problem, journal: &read) { _ in .goOn }) == Self.bits(expected))
        #expect(throws: CheckpointError.checkpointOfOther(field: "data", expected: "b", found: "a")) {
            _ = try FitJournal(reading: folder.path + "/checkpoint", identity: JSONObject([("data", "b")]))
        }
    }

    @Test("rows are learned: out of fold twice as many are right as by chance, and the calibration is that of messages")
    func learns() throws {
        let problem = try Self.problem()
        var journal = FitJournal(identity: JSONObject())
        var recipe = Self.recipe()
        recipe.options.epochs = 12
        let result = try recipe.train(problem, journal: &journal) { _ in .goOn }
        let logits = try #require(result.outOfFoldLogits)
        let right = (0..<30).count { row in
            let scores = logits[row * 3..<row * 3 + 3]
            return scores.indices.max { scores[$0] < scores[$1] } == row * 3 + problem.labels[row]
        }
        #expect(right >= 20)
        #expect(result.calibration != nil)
        let exits = try #require(result.exits)
        #expect(exits.logits.exitCount == 1 && exits.logits.logits(exit: 0, strength: 1).allSatisfy { $0 != 0 })
        #expect(Set(exits.folds) == [0, 1, 2] && exits.folds.count == 30)
    }

    @Test("exits need folds to be measured by, and are left out when nobody asks for them")
    func withoutExits() throws {
        var journal = FitJournal(identity: JSONObject())
        #expect(try Self.recipe(folds: 0).train(try Self.problem(), journal: &journal) { _ in .goOn }.exits == nil)
        var recipe = Self.recipe()
        recipe.exits = nil
        let with = try Self.recipe().train(try Self.problem(), journal: &journal) { _ in .goOn }
        var other = FitJournal(identity: JSONObject())
        let without = try recipe.train(try Self.problem(), journal: &other) { _ in .goOn }
        #expect(without.exits == nil && without.outOfFoldLogits == with.outOfFoldLogits)
        #expect(without.parameters.parameters.map(\.tensor.array) == with.parameters.parameters.map(\.tensor.array))
        let problem = try Self.problem()
        #expect(recipe.json(problem)["early_exit"] == false && Self.recipe().json(problem)["early_exit"] == true)
    }

    @Test("a later stage starts from the earlier one's weights and leaves them as they are")
    func stages() throws {
        var problem = try Self.problem()
        var journal = FitJournal(identity: JSONObject())
        let first = try Self.recipe(folds: 0).train(problem, journal: &journal, stage: "prior") { _ in .goOn }
        let before = first.parameters.parameters.map(\.tensor.array)
        problem.start = .parameters(first.parameters)
        let second = try Self.recipe(folds: 0).train(problem, journal: &journal) { _ in .goOn }
        #expect(first.parameters.parameters.map(\.tensor.array) == before)
        #expect(second.parameters.parameters.map(\.tensor.array) != before)
        // What the journal kept of the first stage spares it.
        var steps = 0
        _ = try Self.recipe(folds: 0).train(try Self.problem(), journal: &journal, stage: "prior") { _ in
            steps += 1
            return .goOn
        }
        #expect(steps == 0)
    }

    @Test("a journal that cannot be written says why and leaves nothing half-done")
    func unwritable() throws {
        var journal = FitJournal(identity: JSONObject())
        _ = try? Self.recipe().train(try Self.problem(), journal: &journal) { _ in .pause }
        #expect(throws: CheckpointError.self) { try journal.write(to: "/proc/no-such-place/checkpoint") }
    }
}
