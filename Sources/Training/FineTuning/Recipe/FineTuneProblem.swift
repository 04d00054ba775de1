package import Encoders
import Tensors

/// Rows to fine-tune on, and the model to start from.
package struct FineTuneProblem: Sendable {
    package enum Start: Sendable {
        /// A Hugging Face folder, and the head to put on it.
        case folder(String, ModelParameters.HeadKind)
        /// A model from an earlier stage, which stays as it is.
        case parameters(ModelParameters)
    }

    package var start: Start
    /// Token ids of each row, special tokens included.
    package var sequences: [[Int32]]
    package var labels: [Int]
    /// Rows with one number are never on both sides of a split.
    package var groups: [Int]
    package var rowWeights: [Double]
    /// `[n]`: rows that nobody looked at one by one. See `FineTuneRecipe.weighsByAgreement`.
    package var isVariation: [Bool]
    package var classWeighting: ClassWeighting
    package var classCount: Int

    package init(
        start: Start, sequences: [[Int32]], labels: [Int], groups: [Int], rowWeights: [Double], isVariation: [Bool],
        classWeighting: ClassWeighting, classCount: Int
    ) {
        precondition(
            [labels.count, groups.count, rowWeights.count, isVariation.count].allSatisfy { $0 == sequences.count },
            "FineTuneProblem: \(sequences.count) sequences, \(labels.count) labels, \(groups.count) groups")
        self.start = start
        self.sequences = sequences
        self.labels = labels
        self.groups = groups
        self.rowWeights = rowWeights
        self.isVariation = isVariation
        self.classWeighting = classWeighting
        self.classCount = classCount
    }

    /// A model of its own to train.
    ///
    /// - Parameter seed: Decides what of the head is drawn.
    func makeParameters(seed: UInt64) throws(TrainingError) -> ModelParameters {
        switch start {
        case .parameters(let parameters): return parameters.copy()
        case .folder(let base, let head):
            var generator = SplitMix64(seed: seed, stream: 0x4EAD)
            do throws(EncoderError) {
                return try ModelParameters(folder: base, head: head, classes: classCount, using: &generator)
            } catch { throw .encoder("cannot use the base '\(base)': \(error)") }
        }
    }

    /// The sequences of some rows.
    func sequences(_ rows: [Int]) -> [[Int32]] { rows.map { sequences[$0] } }

    /// A balanced, or unbalanced, logistic regression of some rows on their embeddings.
    ///
    /// - Parameters:
    ///   - embeddings: Those of `rows`, in their order.
    ///   - weights: `[rows.count]`.
    func probe(_ embeddings: Embeddings, rows: [Int], weights: [Double], strength: Double) throws(TrainingError) -> LinearHead {
        try LogisticRegression(strength: strength, classWeighting: classWeighting.unclipped, gradientTolerance: 1e-5).fit(
            embeddings, labels: rows.map { labels[$0] }, rowWeights: weights, classCount: classCount
        ).head
    }
}

/// How the head's last layer begins.
package enum HeadStart: Equatable, Sendable {
    /// A logistic regression of this strength C on what the layer reads, so that the first gradients are already about the encoder.
    case probe(strength: Double)
    /// Drawn at random, as Hugging Face does and the paper did.
    case drawn
}

extension ClassWeighting {
    /// A convex fit needs no bound on its weights; a step of a fine-tuning does.
    fileprivate var unclipped: ClassWeighting { self == .uniform ? .uniform : .balanced }
}

extension ModelParameters {
    /// Replaces the last layer.
    package func setHead(_ head: LinearHead) {
        guard let weight = self[.output(.weight)], let bias = self[.output(.bias)] else { return }
        precondition(
            weight.shape == [head.classCount, head.dimension], "setHead: [\(head.classCount), \(head.dimension)] for \(weight.shape)")
        for (index, value) in head.weight.enumerated() { weight.storage.pointer[index] = value }
        for (index, value) in head.bias.enumerated() { bias.storage.pointer[index] = value }
    }

    /// Moves the last layer half-way to another.
    func meetHead(_ head: LinearHead) {
        guard let weight = self[.output(.weight)], let bias = self[.output(.bias)] else { return }
        for (index, value) in head.weight.enumerated() { weight.storage.pointer[index] = (weight.storage.pointer[index] + value) / 2 }
        for (index, value) in head.bias.enumerated() { bias.storage.pointer[index] = (bias.storage.pointer[index] + value) / 2 }
    }

    /// What the last layer reads for each sequence.
    package func embeddings(_ sequences: [[Int32]], threads: Int) throws(TrainingError) -> Embeddings {
        let values = try rows(.embeddings, of: sequences, threads: threads)
        return try Embeddings(values: values, count: sequences.count, dimension: config.hiddenSize)
    }

    /// The logits of each sequence, `[n, C]`, without dropout.
    package func logits(_ sequences: [[Int32]], threads: Int) throws(TrainingError) -> [Float] {
        try rows(.logits, of: sequences, threads: threads)
    }

    /// The pooled state of each sequence after every layer.
    package func layerStates(_ sequences: [[Int32]], threads: Int) throws(TrainingError) -> LayerStates {
        try LayerStates(
            values: try rows(.pooledStates, of: sequences, threads: threads), count: sequences.count, layers: config.numHiddenLayers,
            dimension: config.hiddenSize)
    }

    private func rows(_ kind: SentenceEncoder.RowKind, of sequences: [[Int32]], threads: Int) throws(TrainingError) -> [Float] {
        let encoder = SentenceEncoder(self, maxSequenceLength: config.maxTokens)
        do throws(EncoderError) { return try encoder.rows(kind, of: sequences, threads: threads) } catch {
            throw .encoder(error.description)
        }
    }
}
