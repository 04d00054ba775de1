import Kernels
import Tensors

/// The forward pass of `ForwardPass` with its products in bytes; LayerNorm, attention and GELU stay in float32.
///
/// What a product reads is quantized by row first. A token's row depends on its own sequence alone, bit for bit. Nothing is allocated.
///
/// Where the head reads the first token alone, the last layer is computed for the first tokens alone: keys and values need every token,
/// but attention asks for one, and its output and the feed-forward part are one row a sequence. Of six layers that is an eighth of the
/// products of a pass.
struct QuantizedPass {
    let config: EncoderConfig
    let weights: QuantizedWeights
    let instructionSet: InstructionSet

    /// As `ForwardPass.run`, in the memory of `workspace`.
    ///
    /// - Parameters:
    ///   - earlyExit: What lets sequences leave between layers; nil runs every layer for all.
    ///   - firstTokensOnly: Ends with the states of the first tokens, one row a sequence; `visit` gets these after the last layer.
    /// - Returns: The states after the last layer, and where each sequence begins in them.
    func run(
        ids: UnsafeBufferPointer<Int32>, offsets: UnsafeBufferPointer<Int>, workspace: EncoderWorkspace,
        earlyExit: EarlyExit? = nil, firstTokensOnly: Bool = false, visit: (Int, UnsafeBufferPointer<Float>) -> Void
    ) -> (states: UnsafeMutablePointer<Float>, offsets: UnsafeBufferPointer<Int>) {
        let hidden = config.hiddenSize
        var (rows, offsets) = (ids.count, offsets)
        let (x, attended) = (workspace.states.0.pointer, workspace.states.1.pointer)
        let wide = workspace.wide.pointer
        let context = wide + 3 * rows * hidden
        weights.words.lookUp(
            ids: ids, offsets: offsets, positions: weights.positions, positionOffset: config.positionOffset, into: x, instructionSet)
        normalize(x, adding: nil, rows: rows, weights.embeddingNorm)
        visit(0, UnsafeBufferPointer(start: x, count: rows * hidden))
        for (index, layer) in weights.layers.enumerated() {
            product(layer.queryKeyValue, x, rows: rows, into: wide, workspace)
            if firstTokensOnly, index == weights.layers.count - 1 {
                workspace.attention.apply(qkv: wide, offsets: offsets, context: context, queries: 1, instructionSet)
                gatherFirstTokens(x, offsets)
                gatherFirstTokens(context, offsets)
                offsets = earlyExit?.keepFirstTokens() ?? workspace.oneRowEach(sequences: offsets.count - 1)
                rows = offsets.count - 1
            } else {
                workspace.attention.apply(qkv: wide, offsets: offsets, context: context, instructionSet)
            }
            product(layer.attentionOutput, context, rows: rows, into: attended, workspace)
            normalize(attended, adding: x, rows: rows, layer.attentionNorm)
            product(layer.intermediate, attended, rows: rows, into: wide, workspace)
            gelu(wide, count: rows * config.intermediateSize, instructionSet)
            product(layer.output, wide, rows: rows, into: x, workspace)
            normalize(x, adding: attended, rows: rows, layer.outputNorm)
            visit(index + 1, UnsafeBufferPointer(start: x, count: rows * hidden))
            guard let earlyExit else { continue }
            offsets = earlyExit.leave(after: index + 1, states: x)
            rows = offsets[offsets.count - 1]
            if rows == 0 { break }
        }
        return (x, offsets)
    }

    /// Moves the first row of each sequence to the front; a row never moves over one that is still to be read.
    private func gatherFirstTokens(_ x: UnsafeMutablePointer<Float>, _ offsets: UnsafeBufferPointer<Int>) {
        let hidden = config.hiddenSize
        for sequence in 0..<offsets.count - 1 where offsets[sequence] != sequence {
            (x + sequence * hidden).update(from: x + offsets[sequence] * hidden, count: hidden)
        }
    }

    private func product(
        _ matrix: QuantizedMatrix, _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ workspace: EncoderWorkspace
    ) {
        workspace.quantized.quantize(x, rows: rows, columns: matrix.inputs, smoothing: matrix.smoothing, instructionSet)
        matrix.apply(to: workspace.quantized, into: y)
    }

    private func normalize(
        _ x: UnsafeMutablePointer<Float>, adding residual: UnsafePointer<Float>?, rows: Int, _ norm: EncoderWeights.Norm
    ) {
        layerNorm(x, adding: residual, rows: rows, gamma: norm.gamma, beta: norm.beta, epsilon: config.layerNormEps, instructionSet)
    }
}
