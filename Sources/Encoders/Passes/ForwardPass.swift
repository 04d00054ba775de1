package import Kernels
import Tensors

/// The forward pass of an encoder over a ragged batch.
///
///     x = LayerNorm(words + positions + segments)
///     for each layer:
///         q, k, v = x · Wqkvᵀ + b                     one product
///         y = attention(q, k, v) · Woᵀ + b
///         x = LayerNorm(x + y)
///         y = gelu(x · Wiᵀ + b) · W₂ᵀ + b
///         x = LayerNorm(x + y)
///
/// Source: Devlin et al. 2018, arXiv:1810.04805. Matches BertModel, RobertaModel and DistilBertModel in evaluation mode, one segment,
/// every token attended to. One difference: a token with RoBERTa's padding id inside a text has a position like any other here.
///
/// Serving and training run this code; they differ in their hooks, and one of serving's lets sequences leave between layers. Nothing is allocated. A token's row depends on its own sequence
/// alone, bit for bit, on one instruction set.
package struct ForwardPass {
    let config: EncoderConfig
    let weights: EncoderWeights
    let instructionSet: InstructionSet

    package init(config: EncoderConfig, weights: EncoderWeights, instructionSet: InstructionSet = .best) {
        self.config = config
        self.weights = weights
        self.instructionSet = instructionSet
    }

    /// - Parameters:
    ///   - ids: `[T]`, each below the vocabulary's size.
    ///   - offsets: B + 1 values; no sequence is empty, or longer than `config.maxTokens`.
    ///   - visit: Sees the state `[T, H]` after the embeddings (0) and after each layer (1…L).
    /// - Returns: The last state, `[T, H]`, in the memory of `hooks`; of the sequences that have not left on the way.
    @discardableResult
    package func run(
        ids: UnsafeBufferPointer<Int32>, offsets: UnsafeBufferPointer<Int>, hooks: borrowing some PassHooks,
        visit: (Int, UnsafeBufferPointer<Float>) -> Void = { _, _ in }
    ) -> UnsafeMutablePointer<Float> {
        var (rows, offsets) = (ids.count, offsets)
        let epsilon = config.layerNormEps
        var x = hooks.embedded
        lookUpEmbeddings(
            ids: ids, offsets: offsets, words: weights.words, positions: weights.positions, segments: weights.segments,
            positionOffset: config.positionOffset, into: x)
        hooks.normalize(.embeddings, x, adding: nil, rows: rows, weights.embeddingNorm, epsilon: epsilon, instructionSet)
        hooks.didEmbed(x, rows: rows)
        visit(0, UnsafeBufferPointer(start: x, count: rows * config.hiddenSize))
        for (index, layer) in weights.layers.enumerated() {
            let buffers = hooks.buffers(layer: index)
            layer.queryKeyValue.apply(to: x, rows: rows, into: buffers.queryKeyValue, instructionSet)
            hooks.attend(layer: index, offsets: offsets, instructionSet)
            layer.attentionOutput.apply(to: buffers.context, rows: rows, into: buffers.attended, instructionSet)
            hooks.willAdd(.attention(layer: index), buffers.attended, rows: rows)
            hooks.normalize(
                .attention(layer: index), buffers.attended, adding: x, rows: rows, layer.attentionNorm, epsilon: epsilon, instructionSet)

            layer.intermediate.apply(to: buffers.attended, rows: rows, into: buffers.intermediate, instructionSet)
            hooks.activate(
                layer: index, buffers.intermediate, into: buffers.activated, count: rows * config.intermediateSize, instructionSet)
            layer.output.apply(to: buffers.activated, rows: rows, into: buffers.output, instructionSet)
            hooks.willAdd(.output(layer: index), buffers.output, rows: rows)
            hooks.normalize(
                .output(layer: index), buffers.output, adding: buffers.attended, rows: rows, layer.outputNorm, epsilon: epsilon,
                instructionSet)
            x = buffers.output
            visit(index + 1, UnsafeBufferPointer(start: x, count: rows * config.hiddenSize))
            offsets = hooks.didFinish(layer: index + 1, x, offsets: offsets)
            rows = offsets[offsets.count - 1]
            if rows == 0 { break }
        }
        return x
    }
}
