import Kernels
import Tensors

/// The forward pass of a BERT encoder over a ragged batch.
///
///     x = LayerNorm(words + positions + segments)
///     for each layer:
///         q, k, v = x · Wqkvᵀ + b                     one product
///         y = attention(q, k, v) · Woᵀ + b
///         x = LayerNorm(x + y)
///         y = gelu(x · Wiᵀ + b) · W₂ᵀ + b
///         x = LayerNorm(x + y)
///
/// Source: Devlin et al. 2018, arXiv:1810.04805. Matches BertModel in evaluation mode, one segment, every token attended to.
///
/// The state and its successor are two buffers of the workspace that change places twice a layer; nothing is allocated. A token's row
/// depends on its own sequence alone, bit for bit, on one instruction set.
struct ForwardPass {
    let config: EncoderConfig
    let weights: EncoderWeights
    let instructionSet: InstructionSet

    /// - Parameters:
    ///   - ids: `[T]`, checked.
    ///   - offsets: B + 1 values, checked.
    ///   - visit: Sees the state `[T, H]` after the embeddings (0) and after each layer (1…L).
    /// - Returns: The last state, `[T, H]`, in `workspace`.
    func run(
        ids: UnsafeBufferPointer<Int32>, offsets: UnsafeBufferPointer<Int>, _ workspace: borrowing EncoderWorkspace,
        visit: (Int, UnsafeBufferPointer<Float>) -> Void
    ) -> UnsafeMutablePointer<Float> {
        let rows = ids.count
        let count = rows * config.hiddenSize
        var x = workspace.states.0.pointer
        var y = workspace.states.1.pointer
        lookUpEmbeddings(
            ids: ids, offsets: offsets, words: weights.words, positions: weights.positions, segments: weights.segments, into: x)
        normalize(x, adding: nil, rows: rows, weights.embeddingNorm)
        visit(0, UnsafeBufferPointer(start: x, count: count))
        for (index, layer) in weights.layers.enumerated() {
            attend(layer, x, rows: rows, offsets: offsets, into: y, workspace)
            normalize(y, adding: x, rows: rows, layer.attentionNorm)
            swap(&x, &y)
            let wide = workspace.wide.pointer
            layer.intermediate.apply(to: x, rows: rows, into: wide, instructionSet)
            gelu(wide, count: rows * config.intermediateSize, instructionSet)
            layer.output.apply(to: wide, rows: rows, into: y, instructionSet)
            normalize(y, adding: x, rows: rows, layer.outputNorm)
            swap(&x, &y)
            visit(index + 1, UnsafeBufferPointer(start: x, count: count))
        }
        return x
    }

    private func attend(
        _ layer: EncoderWeights.Layer, _ x: UnsafePointer<Float>, rows: Int, offsets: UnsafeBufferPointer<Int>,
        into y: UnsafeMutablePointer<Float>, _ workspace: borrowing EncoderWorkspace
    ) {
        let queryKeyValue = workspace.wide.pointer
        let context = queryKeyValue + 3 * rows * config.hiddenSize
        layer.queryKeyValue.apply(to: x, rows: rows, into: queryKeyValue, instructionSet)
        workspace.attention.apply(qkv: queryKeyValue, offsets: offsets, context: context, instructionSet)
        layer.attentionOutput.apply(to: context, rows: rows, into: y, instructionSet)
    }

    private func normalize(
        _ x: UnsafeMutablePointer<Float>, adding residual: UnsafePointer<Float>?, rows: Int, _ norm: EncoderWeights.Norm
    ) {
        layerNorm(
            x, adding: residual, rows: rows, gamma: norm.gamma, beta: norm.beta, epsilon: config.layerNormEps, instructionSet)
    }
}
