import Encoders
import Gradients
import Kernels
import Tensors

/// The way back through an encoder, from the gradient of its last state to those of its parameters.
///
/// Mirrors ForwardPass line by line, from the end:
///
///     y = gelu(x · Wiᵀ + b) · W₂ᵀ + b,  x' = LayerNorm(x + y)      →   dW₂, db₂, dWi, dbi, dgamma, dbeta, dx
///     y = attention(q, k, v) · Woᵀ + b,  x' = LayerNorm(x + y)     →   dWo, dbo, dWqkv, dbqkv, dgamma, dbeta, dx
///     x = LayerNorm(words + positions + segments)                  →   the tables' rows
///
/// Gradients of parameters are added to the buffers; it stops where everything below is frozen. Used by one thread.
final class BackwardPass {
    private let model: TrainedModel
    private let tape: Tape
    private let attention: AttentionBackward
    /// `[T, H]` each: the gradient of the state, and of what a block added to it.
    private let dState: AlignedBuffer<Float>
    private let dBranch: AlignedBuffer<Float>
    /// `[T, max(I, 3H)]`.
    private let dWide: AlignedBuffer<Float>
    private let instructionSet: InstructionSet
    /// The first layer that is trained; L when none is.
    private let lowestTrained: Int
    private let trainsEmbeddings: Bool

    init(
        _ model: TrainedModel, _ tape: Tape, lowestTrained: Int, trainsEmbeddings: Bool, _ instructionSet: InstructionSet
    ) {
        let config = model.config
        self.model = model
        self.tape = tape
        self.instructionSet = instructionSet
        self.lowestTrained = lowestTrained
        self.trainsEmbeddings = trainsEmbeddings
        attention = AttentionBackward(
            heads: config.numAttentionHeads, headSize: config.headSize, maxSequenceLength: min(tape.maxTokens, config.maxTokens))
        dState = AlignedBuffer(count: tape.maxTokens * config.hiddenSize)
        dBranch = AlignedBuffer(count: tape.maxTokens * config.hiddenSize)
        dWide = AlignedBuffer(count: tape.maxTokens * max(config.intermediateSize, 3 * config.hiddenSize))
    }

    /// `[T, H]`: where the caller puts the gradient of the last state before `run`.
    var lastStateGradient: UnsafeMutablePointer<Float> { dState.pointer }

    /// - Parameters:
    ///   - wordRows: `[T]`: the row of each token in the compact gradient of the word table.
    ///   - firstToken: As in the forward pass.
    func run(
        wordRows: UnsafeBufferPointer<Int32>, offsets: UnsafeBufferPointer<Int>, dropout: PassDropout, firstToken: Int,
        into gradients: GradientBuffers
    ) {
        let rows = wordRows.count
        for layer in stride(from: model.config.numHiddenLayers - 1, through: lowestTrained, by: -1) {
            feedForward(layer, rows, dropout, firstToken, gradients)
            attend(layer, rows, offsets, dropout, firstToken, gradients, needsInput: layer > lowestTrained || trainsEmbeddings)
        }
        if trainsEmbeddings { embed(rows, wordRows, offsets, dropout, firstToken, gradients) }
    }

    private func feedForward(_ layer: Int, _ rows: Int, _ dropout: PassDropout, _ firstToken: Int, _ gradients: GradientBuffers) {
        let config = model.config
        let (hidden, intermediate) = (config.hiddenSize, config.intermediateSize)
        let saved = tape.layers[layer]
        addedBranch(.output(layer: layer), layer, .outputNorm, rows, dropout, firstToken, gradients)
        // y = gelu(x · Wiᵀ + b) · W₂ᵀ + b
        accumulate(layer, .output, x: saved.intermediate.pointer, dy: dBranch.pointer, rows, intermediate, hidden, gradients)
        model.transposed(layer, .output).apply(to: dBranch.pointer, rows: rows, into: dWide.pointer, instructionSet)
        geluBackward(dWide.pointer, x: saved.preActivation.pointer, count: rows * intermediate, instructionSet)
        accumulate(layer, .intermediate, x: saved.attended.pointer, dy: dWide.pointer, rows, hidden, intermediate, gradients)
        model.transposed(layer, .intermediate).apply(to: dWide.pointer, rows: rows, into: dBranch.pointer, instructionSet)
        add(dBranch.pointer, to: dState.pointer, count: rows * hidden)
    }

    private func attend(
        _ layer: Int, _ rows: Int, _ offsets: UnsafeBufferPointer<Int>, _ dropout: PassDropout, _ firstToken: Int,
        _ gradients: GradientBuffers, needsInput: Bool
    ) {
        let hidden = model.config.hiddenSize
        let saved = tape.layers[layer]
        let input = layer == 0 ? tape.embedded.pointer : tape.layers[layer - 1].output.pointer
        addedBranch(.attention(layer: layer), layer, .attentionNorm, rows, dropout, firstToken, gradients)
        // y = attention(q, k, v) · Woᵀ + b
        accumulate(layer, .attentionOutput, x: saved.context.pointer, dy: dBranch.pointer, rows, hidden, hidden, gradients)
        // The state before GELU has been used: its memory holds the gradient of the context.
        let dContext = saved.preActivation.pointer
        model.transposed(layer, .attentionOutput).apply(to: dBranch.pointer, rows: rows, into: dContext, instructionSet)
        attention.apply(
            qkv: saved.queryKeyValue.pointer, dContext: dContext, offsets: offsets, dqkv: dWide.pointer,
            dropout: dropout.mask(.probabilities(layer: layer)), firstToken: firstToken, instructionSet)
        // q, k, v = x · Wqkvᵀ + b
        accumulate(layer, .queryKeyValue, x: input, dy: dWide.pointer, rows, hidden, 3 * hidden, gradients)
        guard needsInput else { return }
        model.transposed(layer, .queryKeyValue).apply(to: dWide.pointer, rows: rows, into: dBranch.pointer, instructionSet)
        add(dBranch.pointer, to: dState.pointer, count: rows * hidden)
    }

    /// x' = LayerNorm(x + dropped(y)): leaves the gradient of x in `dState` and that of y in `dBranch`.
    private func addedBranch(
        _ place: NormPlace, _ layer: Int, _ part: ParameterRole.LayerPart, _ rows: Int, _ dropout: PassDropout, _ firstToken: Int,
        _ gradients: GradientBuffers
    ) {
        let hidden = model.config.hiddenSize
        normBackward(
            place, gamma: model.parameters[.layer(layer, part, .weight)], rows, gradients.pointer(.layer(layer, part, .weight)),
            gradients.pointer(.layer(layer, part, .bias)))
        dBranch.pointer.update(from: dState.pointer, count: rows * hidden)
        dropout.mask(.norm(place))?.apply(to: dBranch.pointer, rows: rows, columns: hidden, firstRow: firstToken, instructionSet)
    }

    private func embed(
        _ rows: Int, _ wordRows: UnsafeBufferPointer<Int32>, _ offsets: UnsafeBufferPointer<Int>, _ dropout: PassDropout,
        _ firstToken: Int, _ gradients: GradientBuffers
    ) {
        let config = model.config
        dropout.mask(.norm(.embeddings))?.apply(
            to: dState.pointer, rows: rows, columns: config.hiddenSize, firstRow: firstToken, instructionSet)
        normBackward(
            .embeddings, gamma: model.parameters[.embeddingNorm(.weight)], rows, gradients.pointer(.embeddingNorm(.weight)),
            gradients.pointer(.embeddingNorm(.bias)))
        embeddingLookupBackward(
            dy: dState.pointer, wordRows: wordRows, offsets: offsets, hidden: config.hiddenSize, positionOffset: config.positionOffset,
            dWords: gradients.pointer(.words), dPositions: gradients.pointer(.positions), dSegments: gradients.pointer(.segments))
    }

    private func normBackward(
        _ place: NormPlace, gamma: Tensor?, _ rows: Int, _ dGamma: UnsafeMutablePointer<Float>?, _ dBeta: UnsafeMutablePointer<Float>?
    ) {
        guard let gamma, let dGamma, let dBeta else { preconditionFailure("BackwardPass: no norm at \(place)") }
        let saved = tape.norm(place)
        layerNormBackward(
            dState.pointer, rows: rows, hidden: model.config.hiddenSize, gamma: gamma.storage.pointer, normalized: saved.normalized.pointer,
            inverseDeviation: saved.inverseDeviation.pointer, dGamma: dGamma, dBeta: dBeta, instructionSet)
    }

    private func accumulate(
        _ layer: Int, _ part: ParameterRole.LayerPart, x: UnsafePointer<Float>, dy: UnsafePointer<Float>, _ rows: Int, _ inputs: Int,
        _ outputs: Int, _ gradients: GradientBuffers
    ) {
        guard let dWeight = gradients.pointer(.layer(layer, part, .weight)), let dBias = gradients.pointer(.layer(layer, part, .bias))
        else {
            return
        }
        linearBackward(
            x: x, dy: dy, rows: rows, inputs: inputs, outputs: outputs, dWeight: dWeight, dBias: dBias, instructionSet)
    }
}

func add(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count { y[index] += x[index] }
}
