import Encoders
import JSONParsing
import Tensors

/// Where a run stands, and what it keeps besides the engine's state: the average of epochs, or the weights of the best one.
struct FineTuneRun: ~Copyable {
    let engine: FineTuneEngine
    private let options: FineTuneOptions
    /// Epochs, steps and micro batches that are done.
    private(set) var epoch = 0
    private(set) var step = 0
    private(set) var microStep = 0
    private(set) var stepOfEpoch = 0
    private(set) var isStopped = false
    private var average: WeightAverage?
    private var stopping: EarlyStopping?
    private var best: ModelParameters?

    init(engine: FineTuneEngine, options: FineTuneOptions) throws(TrainingError) {
        self.engine = engine
        self.options = options
        if options.averagedEpochs > 1 {
            average = try WeightAverage(
                .mean(from: options.epochs - options.averagedEpochs), counts: engine.parameters.parameters.map(\.tensor.count))
        }
        if let patience = options.patience { stopping = try EarlyStopping(patience: patience) }
    }

    var bestEpoch: Int? { stopping?.bestEpoch }

    mutating func took(microBatches: Int) {
        step += 1
        stepOfEpoch += 1
        microStep += microBatches
    }

    mutating func endEpoch(_ score: () throws(TrainingError) -> Double) throws(TrainingError) {
        epoch += 1
        stepOfEpoch = 0
        guard average != nil || stopping != nil else { return }
        engine.settleWords()
        average?.update(from: engine.parameters.parameters.map { UnsafePointer($0.tensor.storage.pointer) })
        switch stopping?.evaluated(epoch: epoch, score: try score()) {
        case .keepWeights: best = engine.parameters.copy()
        case .stop: isStopped = true
        case .goOn, nil: break
        }
    }

    /// Puts the weights that the run ends with into the parameters.
    mutating func finish() {
        engine.settleWords()
        average?.write(to: engine.parameters.parameters.map(\.tensor.storage.pointer))
        if let best { copy(best, to: engine.parameters) }
    }

    // MARK: - Checkpoints

    func checkpoint(_ identity: JSONObject) -> Checkpoint {
        var facts = identity
        facts["shards"] = .int(options.shards)
        for (name, value) in [("epoch", epoch), ("step", step), ("micro_step", microStep), ("step_of_epoch", stepOfEpoch)] {
            facts[name] = .int(value)
        }
        facts["pending_decay"] = Checkpoint.word(engine.words.pendingDecay.bitPattern)
        facts["average_updates"] = .int(averageUpdates)
        if let stopping {
            facts["best_epoch"] = stopping.bestEpoch.map { .int($0) } ?? .null
            facts["best_score"] = stopping.bestScore.map { Checkpoint.word($0.bitPattern) } ?? .null
            facts["epochs_without_improvement"] = .int(stopping.epochsWithoutImprovement)
        }
        var tensors: [(name: String, tensor: Tensor)] = []
        for (index, parameter) in engine.parameters.parameters.enumerated() {
            tensors.append(("weight.\(index)", parameter.tensor))
            let (first, second) = (engine.firstMoments[index], engine.secondMoments[index])
            tensors.append(("first_moment.\(index)", Tensor(shape: [first.count], storage: first)))
            tensors.append(("second_moment.\(index)", Tensor(shape: [second.count], storage: second)))
            if let best { tensors.append(("best.\(index)", best.parameters[index].tensor)) }
        }
        for (index, buffer) in averageBuffers.enumerated() {
            tensors.append(("average.\(index)", Tensor(shape: [buffer.count], storage: buffer)))
        }
        return Checkpoint(tensors: tensors, facts: facts)
    }

    private var averageUpdates: Int {
        switch average {
        case .some(let average): average.updateCount
        case .none: 0
        }
    }

    private var averageBuffers: [AlignedBuffer<Float>] {
        switch average {
        case .some(let average): average.buffers
        case .none: []
        }
    }

    mutating func restore(_ checkpoint: Checkpoint, _ identity: JSONObject) throws(TrainingError) {
        do throws(CheckpointError) {
            try checkpoint.require(identity)
            try checkpoint.require(JSONObject([("shards", .int(options.shards))]))
            (epoch, step) = (try checkpoint.int("epoch"), try checkpoint.int("step"))
            (microStep, stepOfEpoch) = (try checkpoint.int("micro_step"), try checkpoint.int("step_of_epoch"))
            let pending = Double(bitPattern: try checkpoint.word("pending_decay"))
            let updates = try checkpoint.int("average_updates")
            let hasBest = options.patience != nil && checkpoint.facts["best_epoch"]?.int != nil
            if hasBest { best = engine.parameters.copy() }
            for (index, parameter) in engine.parameters.parameters.enumerated() {
                let shape = parameter.tensor.shape
                copy(try checkpoint.tensor("weight.\(index)", shape: shape), to: parameter.tensor.storage)
                if let best { copy(try checkpoint.tensor("best.\(index)", shape: shape), to: best.parameters[index].tensor.storage) }
                for (name, buffers) in [("first_moment", engine.firstMoments), ("second_moment", engine.secondMoments)] {
                    copy(try checkpoint.tensor("\(name).\(index)", shape: [buffers[index].count]), to: buffers[index])
                }
            }
            engine.restored(pendingDecay: pending)
            let counts = engine.parameters.parameters.map(\.tensor.count)
            if options.averagedEpochs > 1 {
                let saved = averageBuffers.count
                var buffers: [AlignedBuffer<Float>] = []
                for index in 0..<saved { buffers.append(try checkpoint.tensor("average.\(index)", shape: [counts[index]]).storage) }
                do throws(TrainingError) {
                    average = try WeightAverage(
                        .mean(from: options.epochs - options.averagedEpochs), updateCount: updates, restoring: buffers, counts: counts)
                } catch { throw .badFact(field: "average_updates", expected: "\(error)") }
            }
            try restoreStopping(checkpoint)
        } catch { throw .checkpoint(error) }
    }

    private mutating func restoreStopping(_ checkpoint: Checkpoint) throws(CheckpointError) {
        guard let patience = options.patience else { return }
        let score = checkpoint.facts["best_score"]?.string == nil ? nil : Double(bitPattern: try checkpoint.word("best_score"))
        let epoch = checkpoint.facts["best_epoch"]?.int
        let without = try checkpoint.int("epochs_without_improvement")
        do throws(TrainingError) {
            stopping = try EarlyStopping(
                patience: patience, minImprovement: 0, bestEpoch: epoch, bestScore: score, epochsWithoutImprovement: without)
        } catch { throw .badFact(field: "best_epoch", expected: "\(error)") }
    }
}

private func copy(_ source: ModelParameters, to target: ModelParameters) {
    for (from, to) in zip(source.parameters, target.parameters) { copy(from.tensor, to: to.tensor.storage) }
}

private func copy(_ tensor: Tensor, to storage: AlignedBuffer<Float>) {
    storage.pointer.update(from: tensor.storage.pointer, count: tensor.count)
}
