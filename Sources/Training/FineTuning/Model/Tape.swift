import Encoders
import Kernels
import Tensors

/// What a training pass keeps of every layer for the way back: allocated once, used by one thread.
///
///     embeddings    state, normalized rows, 1/deviation
///     each layer    q k v, context, state after attention, before GELU, after GELU, state, and for both norms normalized rows, 1/deviation
///
/// 4 · (9H + 2I) bytes a token and layer: 160 KiB a token for MiniLM's six layers. Pages that no batch reaches take no memory.
final class Tape {
    let maxTokens: Int
    let maxSequences: Int
    let embedded: AlignedBuffer<Float>
    let layers: [Layer]
    private let norms: [NormPlace: SavedNorm]
    let attention: Attention
    /// `[B, H]`: pooled states, what the projection gives, and the embedding that the last layer reads.
    let pooled: AlignedBuffer<Float>
    let projected: AlignedBuffer<Float>
    let embeddings: AlignedBuffer<Float>
    /// `[B, C]`, logits and then their gradient.
    let logits: AlignedBuffer<Float>

    struct Layer {
        let queryKeyValue, context, attended, preActivation, intermediate, output: AlignedBuffer<Float>
    }

    struct SavedNorm {
        /// `[T, H]`.
        let normalized: AlignedBuffer<Float>
        /// `[T]`.
        let inverseDeviation: AlignedBuffer<Float>
    }

    init(_ config: EncoderConfig, classes: Int, maxTokens: Int, maxSequences: Int) {
        self.maxTokens = maxTokens
        self.maxSequences = maxSequences
        let hidden = config.hiddenSize
        func rows(_ columns: Int) -> AlignedBuffer<Float> { AlignedBuffer(count: maxTokens * columns) }
        embedded = rows(hidden)
        layers = (0..<config.numHiddenLayers).map { _ in
            Layer(
                queryKeyValue: rows(3 * hidden), context: rows(hidden), attended: rows(hidden),
                preActivation: rows(config.intermediateSize),
                intermediate: rows(config.intermediateSize), output: rows(hidden))
        }
        var norms: [NormPlace: SavedNorm] = [:]
        let places = (0..<config.numHiddenLayers).flatMap { [NormPlace.attention(layer: $0), .output(layer: $0)] }
        for place in [.embeddings] + places { norms[place] = SavedNorm(normalized: rows(hidden), inverseDeviation: rows(1)) }
        self.norms = norms
        attention = Attention(
            heads: config.numAttentionHeads, headSize: config.headSize, maxSequenceLength: min(maxTokens, config.maxTokens))
        func sequences(_ columns: Int) -> AlignedBuffer<Float> { AlignedBuffer(count: maxSequences * columns) }
        (pooled, projected, embeddings, logits) = (sequences(hidden), sequences(hidden), sequences(hidden), sequences(classes))
    }

    func norm(_ place: NormPlace) -> SavedNorm {
        guard let norm = norms[place] else { preconditionFailure("Tape: no norm at \(place)") }
        return norm
    }
}

/// The hooks of a training pass: every layer writes to the tape, and dropout falls where BERT has it.
///
/// Source: Devlin et al. 2018, arXiv:1810.04805, A.2: on the embeddings, on attention probabilities, and on what each block adds.
struct TapeHooks: PassHooks {
    let tape: Tape
    let dropout: PassDropout
    /// The number of the first token in the whole step, so that every token of a step has its own mask.
    let firstToken: Int
    let hidden: Int

    var embedded: UnsafeMutablePointer<Float> { tape.embedded.pointer }

    func buffers(layer index: Int) -> LayerBuffers {
        let layer = tape.layers[index]
        return LayerBuffers(
            queryKeyValue: layer.queryKeyValue.pointer, context: layer.context.pointer, attended: layer.attended.pointer,
            intermediate: layer.preActivation.pointer, activated: layer.intermediate.pointer, output: layer.output.pointer)
    }

    func attend(layer index: Int, offsets: UnsafeBufferPointer<Int>, _ instructionSet: InstructionSet) {
        let layer = tape.layers[index]
        tape.attention.apply(
            qkv: layer.queryKeyValue.pointer, offsets: offsets, context: layer.context.pointer,
            dropout: dropout.mask(.probabilities(layer: index)), firstToken: firstToken, instructionSet)
    }

    func normalize(
        _ place: NormPlace, _ x: UnsafeMutablePointer<Float>, adding residual: UnsafePointer<Float>?, rows: Int,
        _ norm: EncoderWeights.Norm, epsilon: Float, _ instructionSet: InstructionSet
    ) {
        let saved = tape.norm(place)
        layerNormSaving(
            x, adding: residual, rows: rows, hidden: hidden, gamma: norm.gamma.storage.pointer, beta: norm.beta.storage.pointer,
            epsilon: epsilon, normalized: saved.normalized.pointer, inverseDeviation: saved.inverseDeviation.pointer, instructionSet)
    }

    func activate(
        layer: Int, _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, _ instructionSet: InstructionSet
    ) {
        gelu(x, into: y, count: count, instructionSet)
    }

    func didEmbed(_ x: UnsafeMutablePointer<Float>, rows: Int) { drop(.norm(.embeddings), x, rows) }

    func willAdd(_ place: NormPlace, _ x: UnsafeMutablePointer<Float>, rows: Int) { drop(.norm(place), x, rows) }

    private func drop(_ place: PassDropout.Place, _ x: UnsafeMutablePointer<Float>, _ rows: Int) {
        dropout.mask(place)?.apply(to: x, rows: rows, columns: hidden, firstRow: firstToken)
    }
}
