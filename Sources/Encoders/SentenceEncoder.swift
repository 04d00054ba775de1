package import Kernels
import Tensors

/// An encoder with what makes its states an embedding and, where it classifies, logits; loaded from a folder of sentence-transformers or
/// of transformers.
///
///     let encoder = try SentenceEncoder(folder: "base")
///     let workspace = EncoderWorkspace(for: encoder, maxTokens: 512, maxSequences: 32)
///     let embedding = try encoder.embed(RaggedBatch([[101, 7592, 102]]), workspace: workspace) { Array($0) }
///
/// Immutable, and shared by the compute threads, each with its workspace. Results agree within 1e-5 whatever the batch, and bit for bit
/// on one instruction set.
package final class SentenceEncoder: Sendable {
    package let config: EncoderConfig
    package let modelHead: ModelHead
    /// Tokens that a text is to be cut to, special ones included: at most `config.maxTokens`.
    package let maxSequenceLength: Int
    package let instructionSet: InstructionSet
    package let precision: Precision
    private let arithmetic: Arithmetic

    private enum Arithmetic: Sendable {
        case float32(EncoderWeights)
        case int8(QuantizedWeights)
    }

    package var pooling: Pooling { modelHead.pooling }
    package var isNormalized: Bool { modelHead.isNormalized }
    package var head: DenseHead? { modelHead.output }
    var hasProjection: Bool { modelHead.projection != nil }

    /// Loads `config.json`, `model.safetensors` and, where there is one, what `modules.json` points to.
    ///
    /// What follows the encoder: what `modules.json` says; else the head for classification that lies with the weights; else `layout`.
    ///
    /// - Parameters:
    ///   - layout: For a folder that says nothing.
    ///   - precision: With int8, what `smoothing.safetensors` of the folder says is done to the inputs of products.
    ///   - instructionSet: For tests.
    package init(
        folder: String, layout: SentenceLayout? = nil, precision: Precision = .float32, instructionSet: InstructionSet = .best
    ) throws(EncoderError) {
        config = try EncoderConfig(folder: folder)
        maxSequenceLength = try Encoders.maxSequenceLength(folder: folder, positions: config.maxTokens)
        self.instructionSet = instructionSet
        let modules = try SentenceLayout(folder: folder, hiddenSize: config.hiddenSize)
        let file = try WeightFile(folder: folder, config: config, classifier: modules == nil ? .ifPresent : .absent)
        if let layout = modules ?? (file.hasClassifier ? nil : layout) {
            let output: DenseHead? =
                if let module = layout.headFolder {
                    try DenseHead(folder: folder, module: module, hiddenSize: config.hiddenSize)
                } else { nil }
            modelHead = ModelHead(pooling: layout.pooling, isNormalized: layout.isNormalized, output: output)
        } else {
            guard file.hasClassifier else { throw .noPooling(folder: folder) }
            do throws(TensorError) { modelHead = try ModelHead(classifier: file, config.family) } catch { throw .weights(error) }
        }
        self.precision = precision
        let smoothing = precision == .int8 ? try SmoothingFactors(folder: folder, config: config) : nil
        do throws(TensorError) {
            switch precision {
            case .float32: arithmetic = .float32(try EncoderWeights(file, config: config))
            case .int8: arithmetic = .int8(try QuantizedWeights(file, config: config, smoothing: smoothing))
            }
        } catch { throw .weights(error) }
    }

    /// A model in training as it is now: tables, norms and the head are those of the parameters, matrices a packed copy.
    ///
    /// - Parameter maxSequenceLength: Lowered to what the encoder takes.
    package init(_ parameters: ModelParameters, maxSequenceLength: Int, instructionSet: InstructionSet = .best) {
        config = parameters.config
        modelHead = parameters.makeHead()
        self.maxSequenceLength = min(maxSequenceLength, parameters.config.maxTokens)
        self.instructionSet = instructionSet
        precision = .float32
        arithmetic = .float32(parameters.makeWeights())
    }

    /// Gives `body` the embedding of each sequence, `[B, H]`, of length 1 when the model normalizes: what the head's last layer reads.
    ///
    /// The rows lie in `workspace` and are valid during the call only.
    ///
    /// - Throws: What is wrong with the batch; nothing has been computed then.
    package func embed<Result>(
        _ batch: borrowing RaggedBatch, workspace: EncoderWorkspace, _ body: (UnsafeBufferPointer<Float>) -> Result
    ) throws(EncoderError) -> Result {
        try check(batch, workspace)
        let (hidden, sequences) = (config.hiddenSize, batch.count)
        let pooled = workspace.pooled.pointer
        run(batch, workspace, onlyPooled: true) { _, _ in
        } then: { states, offsets in
            modelHead.embed(
                states, offsets: offsets, hidden: hidden, scratch: workspace.projected.pointer, into: pooled, instructionSet)
        }
        return withExtendedLifetime(workspace) { body(UnsafeBufferPointer(start: pooled, count: sequences * hidden)) }
    }

    /// Gives `body` the head's output for each sequence, `[B, C]`.
    ///
    /// The rows lie in `workspace` and are valid during the call only.
    ///
    /// - Throws: `.noHead`, or what is wrong with the batch.
    package func logits<Result>(
        _ batch: borrowing RaggedBatch, workspace: EncoderWorkspace, _ body: (UnsafeBufferPointer<Float>) -> Result
    ) throws(EncoderError) -> Result {
        try logitsAndEmbeddings(batch, workspace: workspace) { logits, _ in body(logits) }
    }

    /// As `logits`, with the embeddings that the head has read, `[B, H]`.
    package func logitsAndEmbeddings<Result>(
        _ batch: borrowing RaggedBatch, workspace: EncoderWorkspace,
        _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>) -> Result
    ) throws(EncoderError) -> Result {
        guard let head else { throw .noHead }
        let logits = workspace.logits.pointer
        let sequences = batch.count
        return try embed(batch, workspace: workspace) { embeddings in
            if let base = embeddings.baseAddress { head.apply(to: base, rows: sequences, into: logits, instructionSet) }
            return body(UnsafeBufferPointer(start: logits, count: sequences * head.classes), embeddings)
        }
    }

    /// As `logits`, but a sequence may stop at one of `exits`.
    ///
    /// - Parameter body: Gets `[B, C]`, for each sequence the layers that were computed, and the pooled states of these layers, `[B, H]`: of L
    ///   layers the logits are those of the model's own head, of fewer an exit's, calibrated already. Valid during the call.
    /// - Precondition: `exits` were made for this encoder.
    package func logits<Result>(
        _ batch: borrowing RaggedBatch, workspace: EncoderWorkspace, exits: ExitHeads,
        _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Int>, UnsafeBufferPointer<Float>) -> Result
    ) throws(EncoderError) -> Result {
        guard head != nil else { throw .noHead }
        precondition(exits.fit(self), "logits: exits of another model")
        try check(batch, workspace)
        let earlyExit = workspace.earlyExit
        return batch.ids.withUnsafeBufferPointer { ids in
            batch.offsets.withUnsafeBufferPointer { offsets in
                withExtendedLifetime(workspace) {
                    let live = earlyExit.begin(offsets, exits: exits, head: modelHead, instructionSet)
                    let last = lastStates(ids: ids, offsets: live, workspace, earlyExit: earlyExit, onlyPooled: true) { _, _ in }
                    return earlyExit.finish(after: config.numHiddenLayers, states: last.states, body)
                }
            }
        }
    }

    /// The states after the layers 1…L, each pooled as the model's head pools the last: what exits read, and the embedding.
    ///
    /// - Parameter body: Gets the layer and `[B, H]`, valid during the call.
    package func pooledStates(
        _ batch: borrowing RaggedBatch, workspace: EncoderWorkspace, _ body: (Int, UnsafeBufferPointer<Float>) -> Void
    ) throws(EncoderError) {
        guard !hasProjection else { throw .noExits }
        let sequences = batch.count
        try batch.offsets.withUnsafeBufferPointer { (offsets) throws(EncoderError) in
            try hiddenStates(batch, workspace: workspace) { layer, states in
                guard layer > 0, let base = states.baseAddress else { return }
                let pooled = workspace.pooled.pointer
                modelHead.embed(base, offsets: offsets, hidden: config.hiddenSize, scratch: pooled, into: pooled, instructionSet)
                body(layer, UnsafeBufferPointer(start: pooled, count: sequences * config.hiddenSize))
            }
        }
    }

    /// Shows the state of every token after the embeddings (0) and after each layer (1…L).
    ///
    /// - Parameter visit: Gets the number and `[T, H]`, valid during the call.
    package func hiddenStates(
        _ batch: borrowing RaggedBatch, workspace: EncoderWorkspace, visit: (Int, UnsafeBufferPointer<Float>) -> Void
    ) throws(EncoderError) {
        try check(batch, workspace)
        run(batch, workspace, onlyPooled: false, visit: visit) { _, _ in }
    }

    private func run(
        _ batch: borrowing RaggedBatch, _ workspace: EncoderWorkspace, onlyPooled: Bool,
        visit: (Int, UnsafeBufferPointer<Float>) -> Void,
        then: (UnsafePointer<Float>, UnsafeBufferPointer<Int>) -> Void
    ) {
        batch.ids.withUnsafeBufferPointer { ids in
            batch.offsets.withUnsafeBufferPointer { offsets in
                withExtendedLifetime(workspace) {
                    let last = lastStates(
                        ids: ids, offsets: offsets, workspace, earlyExit: nil, onlyPooled: onlyPooled, visit: visit)
                    then(last.states, last.offsets)
                }
            }
        }
    }

    /// - Parameter onlyPooled: The last layer may leave out what pooling does not read.
    private func lastStates(
        ids: UnsafeBufferPointer<Int32>, offsets: UnsafeBufferPointer<Int>, _ workspace: EncoderWorkspace, earlyExit: EarlyExit?,
        onlyPooled: Bool, visit: (Int, UnsafeBufferPointer<Float>) -> Void
    ) -> (states: UnsafeMutablePointer<Float>, offsets: UnsafeBufferPointer<Int>) {
        switch arithmetic {
        case .float32(let weights):
            let hooks = ServingHooks(workspace, rows: ids.count, earlyExit: earlyExit)
            let states = ForwardPass(config: config, weights: weights, instructionSet: instructionSet)
                .run(ids: ids, offsets: offsets, hooks: hooks, visit: visit)
            return (states, offsets)
        case .int8(let weights):
            return QuantizedPass(config: config, weights: weights, instructionSet: instructionSet)
                .run(
                    ids: ids, offsets: offsets, workspace: workspace, earlyExit: earlyExit,
                    firstTokensOnly: onlyPooled && pooling == .cls, visit: visit)
        }
    }

    /// Runs a pass in float32 and notes what its products read.
    func observe(_ batch: borrowing RaggedBatch, workspace: EncoderWorkspace, _ peaks: ChannelPeaks) throws(EncoderError) {
        try check(batch, workspace)
        guard case .float32(let weights) = arithmetic else { preconditionFailure("observe: the encoder is not float32") }
        batch.ids.withUnsafeBufferPointer { ids in
            batch.offsets.withUnsafeBufferPointer { offsets in
                let hooks = ObservingHooks(serving: ServingHooks(workspace, rows: ids.count), peaks: peaks, rows: ids.count)
                ForwardPass(config: config, weights: weights, instructionSet: instructionSet).run(ids: ids, offsets: offsets, hooks: hooks)
            }
        }
    }

    private func check(_ batch: borrowing RaggedBatch, _ workspace: EncoderWorkspace) throws(EncoderError) {
        precondition(workspace.fits(self), "EncoderWorkspace: made for an encoder of other sizes")
        guard batch.count > 0 else { throw .emptyBatch }
        guard batch.tokenCount <= workspace.maxTokens, batch.count <= workspace.maxSequences else {
            throw .batchTooLarge(
                tokens: batch.tokenCount, sequences: batch.count, maxTokens: workspace.maxTokens, maxSequences: workspace.maxSequences)
        }
        try checkSequences(batch)
    }

    /// The one boundary between ids from elsewhere and the kernels, which trust them.
    func checkSequences(_ batch: borrowing RaggedBatch) throws(EncoderError) {
        for index in 0..<batch.count {
            let tokens = batch.offsets[index + 1] - batch.offsets[index]
            guard tokens > 0 else { throw .emptySequence(index: index) }
            guard tokens <= config.maxTokens else {
                throw .sequenceTooLong(index: index, tokens: tokens, limit: config.maxTokens)
            }
        }
        for (position, id) in batch.ids.enumerated() where id < 0 || Int(id) >= config.vocabSize {
            throw .idOutOfVocabulary(id: id, position: position, vocabSize: config.vocabSize)
        }
    }
}
