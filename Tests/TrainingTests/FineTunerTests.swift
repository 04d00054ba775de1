import Encoders
import JSONParsing
import Kernels
import Synchronization
import Tensors
import TestSupport
import Testing
import Training

struct FineTunerTests {
    /// The options that the golden trajectories were made with.
    private static func goldenOptions(layerwise: Bool) -> FineTuneOptions {
        var options = FineTuneOptions()
        options.epochs = 5
        options.batchSize = 4
        options.learningRate = 1e-3
        options.warmupShare = 0.2
        options.dropout = 0
        options.shuffle = false
        if layerwise { (options.layerDecay, options.headFactor) = (0.8, 10) }
        return options
    }

    @Test(
        "ten steps of AdamW follow PyTorch's losses within 1e-4 of them, for each family, whatever the number of shards",
        arguments: FineTuningGolden.cases, [1, 2, 3])
    func trajectory(_ name: String, shards: Int) throws {
        let golden = try FineTuningGolden(name)
        for kind in ["plain", "layerwise"] {
            guard let expected = try golden.trajectory(kind) else { continue }
            var options = Self.goldenOptions(layerwise: kind == "layerwise")
            options.shards = shards
            var losses: [Double] = []
            _ = try FineTuner(options).train(golden.parameters(), golden.examples) { step in
                losses.append(step.loss)
                return .goOn
            }
            #expect(losses.count == 10)
            for (loss, value) in zip(losses, expected) { #expect(abs(loss - value) < 1e-4 * value, "\(kind) \(losses) \(expected)") }
        }
    }

    private static func trained(
        _ options: FineTuneOptions, pauseAfter: Int? = nil, identity: JSONObject = JSONObject([("data", "a")])
    ) throws -> [[Float]] {
        let golden = try FineTuningGolden("bert-classifier")
        let parameters = try golden.parameters()
        func run(_ parameters: ModelParameters, from checkpoint: Checkpoint?, pauseAfter: Int?) throws -> FineTuneOutcome {
            try FineTuner(options).train(
                parameters, golden.examples, identity: identity, resuming: checkpoint,
                validate: { (parameters) throws(TrainingError) in
                    Double(try parameters.logits(golden.sequences, threads: 1).reduce(0, +))
                },
                observe: { $0.step == pauseAfter ? .pause : .goOn })
        }
        guard let pauseAfter else {
            _ = try run(parameters, from: nil, pauseAfter: nil)
            return parameters.parameters.map(\.tensor.array)
        }
        guard case .paused(let checkpoint) = try run(parameters, from: nil, pauseAfter: pauseAfter) else { return [] }
        // Through a file, as a process that ends would.
        let folder = try TemporaryFolder()
        try checkpoint.write(to: folder.path + "/checkpoint")
        let fresh = try golden.parameters()
        _ = try run(fresh, from: Checkpoint(reading: folder.path + "/checkpoint"), pauseAfter: nil)
        return fresh.parameters.map(\.tensor.array)
    }

    @Test(
        "a run that stops anywhere and goes on ends with the weights of one that never stopped, bit for bit", arguments: [1, 2, 3, 7, 11])
    func resume(_ step: Int) throws {
        var options = FineTuneOptions()
        (options.epochs, options.batchSize, options.learningRate, options.dropout) = (4, 3, 1e-3, 0.2)
        #expect(try Self.trained(options, pauseAfter: step) == Self.trained(options))
        options.averagedEpochs = 2
        #expect(try Self.trained(options, pauseAfter: step) == Self.trained(options))
        (options.averagedEpochs, options.patience, options.accumulation) = (1, 2, 2)
        #expect(try Self.trained(options, pauseAfter: min(step, 6)) == Self.trained(options))
    }

    @Test("the same options give the same bits, another seed gives others")
    func determinism() throws {
        var options = FineTuneOptions()
        (options.epochs, options.batchSize, options.learningRate) = (2, 3, 1e-3)
        let first = try Self.trained(options)
        #expect(try Self.trained(options) == first)
        options.seed = 2
        #expect(try Self.trained(options) != first)
    }

    @Test("a checkpoint of other data, or of another number of shards, is refused with the field that differs")
    func otherRun() throws {
        let golden = try FineTuningGolden("bert-pooled")
        var options = FineTuneOptions()
        options.batchSize = 3
        let outcome = try FineTuner(options).train(
            golden.parameters(), golden.examples, identity: JSONObject([("data", "a")])
        ) { _ in .pause }
        guard case .paused(let checkpoint) = outcome else {
            Issue.record("the run did not pause")
            return
        }
        func error(_ data: JSONValue, shards: Int) throws -> TrainingError? {
            options.shards = shards
            let (parameters, examples) = (try golden.parameters(), try golden.examples)
            do throws(TrainingError) {
                _ = try FineTuner(options).train(
                    parameters, examples, identity: JSONObject([("data", data)]), resuming: checkpoint
                ) { _ in .goOn }
                return nil
            } catch { return error }
        }
        #expect(try error("b", shards: 2) == .checkpoint(.checkpointOfOther(field: "data", expected: "b", found: "a")))
        #expect(try error("a", shards: 3) == .checkpoint(.checkpointOfOther(field: "shards", expected: "3", found: "2")))
    }

    @Test("frozen parts keep their weights, and words that no row uses only decay")
    func frozenAndUnused() throws {
        let golden = try FineTuningGolden("bert-pooled")
        var options = FineTuneOptions()
        (options.epochs, options.learningRate, options.warmupShare, options.weightDecay) = (1, 1e-2, 0, 0.5)
        let before = try golden.parameters()
        let after = try golden.parameters()
        _ = try FineTuner(options).train(after, golden.examples) { _ in .goOn }
        let used = Set(golden.sequences.joined())
        let words = (try #require(before[.words]), try #require(after[.words]))
        let unused = try #require((0..<48).first { !used.contains(Int32($0)) })
        for column in 0..<16 {
            let value = words.0.elements[unused * 16 + column]
            #expect(abs(words.1.elements[unused * 16 + column] - value * (1 - 0.01 * 0.5)) < 1e-6)
        }
        options.frozenParts = 2
        let frozen = try golden.parameters()
        _ = try FineTuner(options).train(frozen, golden.examples) { _ in .goOn }
        for (parameter, original) in zip(frozen.parameters, before.parameters) {
            let isFrozen = parameter.role.place == .embeddings || parameter.role.place == .layer(0)
            #expect((parameter.tensor.array == original.tensor.array) == isFrozen, "\(parameter.role)")
        }
    }

    @Test("a rate that makes weights explode ends with an error that says so")
    func divergence() throws {
        let golden = try FineTuningGolden("bert-cls-pooled")
        var options = FineTuneOptions()
        (options.epochs, options.learningRate, options.clipNorm, options.warmupShare, options.headFactor) = (50, 1, nil, 0, 1_000)
        let parameters = try golden.parameters()
        parameters[.output(.weight)]?.storage.pointer[0] = .infinity
        let examples = try golden.examples
        #expect(throws: TrainingError.diverged(step: 1)) { try FineTuner(options).train(parameters, examples) { _ in .goOn } }
    }

    @Test("options outside their range are named")
    func badOptions() throws {
        func error(_ change: (inout FineTuneOptions) -> Void) -> TrainingError? {
            var options = FineTuneOptions()
            change(&options)
            do throws(TrainingError) {
                try options.check()
                return nil
            } catch { return error }
        }
        #expect(error { _ in } == nil)
        #expect(error { $0.dropout = 1 } == .badOption(name: "dropout", allowed: "at least 0, below 1"))
        #expect(error { $0.learningRate = .nan } == .badOption(name: "learningRate", allowed: "above 0, at most 1"))
        #expect(error { $0.averagedEpochs = 9 } == .badOption(name: "averagedEpochs", allowed: "1 to the number of epochs"))
        #expect(error { $0.shards = 0 } == .badOption(name: "shards", allowed: "1 to 256"))
    }
}
