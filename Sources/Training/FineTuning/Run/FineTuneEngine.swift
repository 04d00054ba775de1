import Encoders
import Kernels
import OSThreads
import Synchronization
import Tensors

/// The state of one fine-tuning and what a step does to it.
///
///     1. each shard: forward, loss, back                  a thread a shard, its gradient in buffers of its own
///     2. sum the shards' gradients, take their norm       parameters dealt out over threads
///     3. AdamW, pack the new weights, clear gradients     the same
///
/// Sums run in a fixed order, so the result depends on the number of shards and not on the threads.
///
/// Two workers with one thread each, not one with two: the forward products of 320 tokens of MiniLM took 29 ms with two workers on packed
/// weights, 38 ms with two on OpenBLAS, and 41 ms with one on two threads of OpenBLAS (two cores, best of twelve, median of three runs);
/// and everything that is no product (attention, norms, GELU) would run on one core.
final class FineTuneEngine {
    let parameters: ModelParameters
    private(set) var words: ActiveWords
    let firstMoments: [AlignedBuffer<Float>]
    let secondMoments: [AlignedBuffer<Float>]
    private let options: FineTuneOptions
    private let rates: LayerwiseRates
    private let clipping: GradientClipping
    private let model: TrainedModel
    private let shards: [ShardPass]
    private let tasks: [UpdateTask]

    /// Parameters that are updated by one thread, one after the other: a weight and its bias, which are packed together.
    private struct UpdateTask: Sendable {
        var indices: [Int]
        var size: Int
    }

    /// - Parameters:
    ///   - words: Those that the rows use.
    ///   - lengths: Token counts of all rows; they bound the memory of a pass.
    init(
        _ parameters: ModelParameters, words: ActiveWords, lengths: [Int], options: FineTuneOptions, instructionSet: InstructionSet = .best
    ) throws(TrainingError) {
        try options.check()
        let layers = parameters.config.numHiddenLayers
        rates = try LayerwiseRates(
            numHiddenLayers: layers, encoderRate: options.learningRate, decay: options.layerDecay, headFactor: options.headFactor,
            frozenParts: options.frozenParts)
        clipping = try GradientClipping(maxNorm: options.clipNorm)
        self.parameters = parameters
        self.words = words
        self.options = options
        let lowestTrained = max(0, options.frozenParts - 1)
        let rates = rates
        let isFrozen: (ParameterRole) -> Bool = { rates.isFrozen(part: $0.place.part(of: layers)) }
        model = TrainedModel(parameters, lowestTrained: lowestTrained)
        let model = model
        let longest = lengths.sorted(by: >).prefix(options.batchSize)
        let maxTokens = longest.reduce(0, +)
        shards = (0..<options.shards).map { _ in
            ShardPass(
                model, gradients: GradientBuffers(parameters, wordRows: words.ids.count, isFrozen: isFrozen), maxTokens: maxTokens,
                maxSequences: longest.count, lowestTrained: lowestTrained, trainsEmbeddings: options.frozenParts == 0, instructionSet)
        }
        let counts = shards[0].gradients.buffers.map(\.count)
        firstMoments = counts.map { AlignedBuffer(count: $0) }
        secondMoments = counts.map { AlignedBuffer(count: $0) }
        tasks = Self.tasks(parameters, counts)
    }

    /// Largest first, so that the last thread to finish is not left with a large one.
    private static func tasks(_ parameters: ModelParameters, _ counts: [Int]) -> [UpdateTask] {
        var tasks: [UpdateTask] = []
        for (index, parameter) in parameters.parameters.enumerated() where counts[index] > 0 {
            if parameter.role.isBias, !tasks.isEmpty {
                tasks[tasks.count - 1].indices.append(index)
            } else {
                tasks.append(UpdateTask(indices: [index], size: counts[index]))
            }
        }
        return tasks.sorted { ($0.size, $1.indices[0]) > ($1.size, $0.indices[0]) }
    }

    /// One optimizer step.
    ///
    /// - Parameters:
    ///   - microBatches: Row numbers.
    ///   - number: Steps done before.
    ///   - microNumber: Micro batches done before.
    ///   - multiplier: Of every learning rate.
    /// - Returns: The mean loss, and the norm of the gradient before clipping.
    func step(
        _ microBatches: [[Int]], examples: FineTuneExamples, loss: CrossEntropyLoss, number: Int, microNumber: Int, multiplier: Double
    ) throws(TrainingError) -> (loss: Double, gradNorm: Double) {
        let normalizer = loss.normalizer(microBatches.flatMap { $0 })
        var value = 0.0
        for (offset, batch) in microBatches.enumerated() {
            value += accumulate(batch, examples, loss, normalizer, microNumber + offset)
        }
        let norm = sumGradients().squareRoot()
        guard value.isFinite, norm.isFinite, let scale = clipping.factor(norm: norm) else { throw .diverged(step: number + 1) }
        update(number: number + 1, multiplier: multiplier, gradientScale: scale)
        return (value, norm)
    }

    /// The loss of one batch and its gradient, the shards' summed; nothing is changed.
    func gradient(
        _ rows: [Int], _ examples: FineTuneExamples, _ loss: CrossEntropyLoss
    ) -> (loss: Double, buffers: [AlignedBuffer<Float>]) {
        let value = accumulate(rows, examples, loss, loss.normalizer(rows), 0)
        _ = sumGradients()
        return (value, shards[0].gradients.buffers)
    }

    private func accumulate(
        _ batch: [Int], _ examples: FineTuneExamples, _ loss: CrossEntropyLoss, _ normalizer: Double, _ microNumber: Int
    ) -> Double {
        let dropout = PassDropout(
            rate: options.dropout, seed: options.seed, step: microNumber, numHiddenLayers: parameters.config.numHiddenLayers,
            frozenParts: options.frozenParts)
        let rows = BatchPlan.shards(of: batch, lengths: examples.sequences.map(\.count), count: options.shards)
        var origins: [ShardPass.Origin] = []
        var next = ShardPass.Origin(row: 0, token: 0)
        for rows in rows {
            origins.append(next)
            next.row += rows.count
            next.token += rows.reduce(0) { $0 + examples.sequences[$1].count }
        }
        let losses = Mutex([Double](repeating: 0, count: options.shards))
        let (shards, words, starts) = (shards, words, origins)
        runInParallel(options.shards, threads: options.shards, name: "picket-train", makeContext: {}) { index, _ in
            let share = shards[index].run(
                rows[index].map { examples.sequences[$0] }, words: words, dropout: dropout, origin: starts[index]
            ) { logits in
                loss.lossAndGradient(logits: logits, rows: rows[index], normalizer: normalizer, dlogits: logits)
            }
            losses.withLock { $0[index] = share }
        }
        return losses.withLock { $0.reduce(0, +) }
    }

    /// Leaves the sum of all shards' gradients with the first, and returns the square of its norm.
    private func sumGradients() -> Double {
        let squares = Mutex([Double](repeating: 0, count: tasks.count))
        let (shards, tasks) = (shards, tasks)
        runInParallel(tasks.count, threads: options.shards, name: "picket-train", makeContext: {}) { number, _ in
            var square = 0.0
            for index in tasks[number].indices {
                let total = shards[0].gradients.buffers[index]
                for shard in shards.dropFirst() { add(shard.gradients.buffers[index].pointer, to: total.pointer, count: total.count) }
                square += sumOfSquares(total.pointer, count: total.count)
            }
            squares.withLock { $0[number] = square }
        }
        return squares.withLock { $0.reduce(0, +) }
    }

    private func update(number: Int, multiplier: Double, gradientScale: Double) {
        let (shards, tasks, parameters, model) = (shards, tasks, parameters, model)
        let (rates, options, ids, layers) = (rates, options, words.ids, parameters.config.numHiddenLayers)
        let (first, second) = (firstMoments, secondMoments)
        runInParallel(tasks.count, threads: options.shards, name: "picket-train", makeContext: {}) { task, _ in
            for index in tasks[task].indices {
                let parameter = parameters.parameters[index]
                let step = AdamWStep(
                    learningRate: rates.rate(part: parameter.role.place.part(of: layers)) * multiplier,
                    weightDecay: parameter.role.isDecayed ? options.weightDecay : 0, step: number, gradientScale: gradientScale)
                let (gradient, m, v) = (shards[0].gradients.buffers[index].pointer, first[index].pointer, second[index].pointer)
                let target = parameter.tensor.storage.pointer
                if parameter.role == .words {
                    let hidden = parameter.tensor.shape[1]
                    for (row, id) in ids.enumerated() {
                        adamWStep(
                            parameters: target + Int(id) * hidden, gradients: gradient + row * hidden, firstMoment: m + row * hidden,
                            secondMoment: v + row * hidden, count: hidden, step)
                    }
                } else {
                    adamWStep(
                        parameters: target, gradients: gradient, firstMoment: m, secondMoment: v, count: parameter.tensor.count, step)
                }
                for shard in shards { shard.gradients.clear(index) }
            }
            if let last = tasks[task].indices.last { model.repack(parameters.parameters[last].role) }
        }
        if !rates.isFrozen(part: 0) { words.decay(by: 1 - rates.rate(part: 0) * multiplier * options.weightDecay) }
    }

    /// Follows a checkpoint's weights, which have been put into the parameters.
    func restored(pendingDecay: Double) {
        words.decay(by: pendingDecay)
        for parameter in parameters.parameters { model.repack(parameter.role) }
    }

    /// Brings the words that no row uses to where the optimizer would have brought them.
    func settleWords() {
        if let table = parameters[.words] { words.settle(table) }
    }
}

extension ParameterRole {
    fileprivate var isBias: Bool {
        switch self {
        case .embeddingNorm(.bias), .layer(_, _, .bias), .projection(.bias), .output(.bias): true
        default: false
        }
    }
}

extension ParameterRole.Place {
    /// The number of a part as `LayerwiseRates` counts: embeddings, layers from the bottom, head.
    func part(of layers: Int) -> Int {
        switch self {
        case .embeddings: 0
        case .layer(let index): index + 1
        case .head: layers + 1
        }
    }
}
