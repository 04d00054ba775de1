import Kernels
import Tensors

/// All the memory that forward passes write to, allocated once. One thread uses it at a time.
///
/// About 4 · (2H + max(4H, I)) bytes a token, with bytes for products 2 · max(H, I) more: 9 KiB and 12 KiB for MiniLM.
package final class EncoderWorkspace {
    package let maxTokens: Int
    package let maxSequences: Int
    let config: EncoderConfig
    let attention: Attention
    /// `[T, H]` each: the state of a layer and the one it becomes.
    let states: (AlignedBuffer<Float>, AlignedBuffer<Float>)
    /// `[T, 3H]` followed by `[T, H]` in the first half of a layer, `[T, I]` in the second.
    let wide: AlignedBuffer<Float>
    /// `[B, H]`.
    let pooled: AlignedBuffer<Float>
    /// `[B, H]` where a head has a projection.
    let projected: AlignedBuffer<Float>
    /// `[B, C]`.
    let logits: AlignedBuffer<Float>
    /// What a product in bytes reads; empty for float32.
    let quantized: QuantizedRows
    /// 0, 1, … B.
    private let rowNumbers: AlignedBuffer<Int>
    /// Shares `pooled`, which a pass leaves alone.
    let earlyExit: EarlyExit

    /// - Parameters:
    ///   - encoder: Any that has the same sizes may use the workspace afterwards.
    ///   - maxTokens: Of a whole batch.
    package init(for encoder: SentenceEncoder, maxTokens: Int, maxSequences: Int) {
        precondition(maxTokens > 0 && maxSequences > 0, "EncoderWorkspace: \(maxTokens) tokens, \(maxSequences) sequences")
        let config = encoder.config
        self.config = config
        self.maxTokens = maxTokens
        self.maxSequences = maxSequences
        attention = Attention(
            heads: config.numAttentionHeads, headSize: config.headSize, maxSequenceLength: min(maxTokens, config.maxTokens))
        states = (AlignedBuffer(count: maxTokens * config.hiddenSize), AlignedBuffer(count: maxTokens * config.hiddenSize))
        wide = AlignedBuffer(count: maxTokens * max(4 * config.hiddenSize, config.intermediateSize))
        pooled = AlignedBuffer(count: maxSequences * config.hiddenSize)
        projected = AlignedBuffer(count: encoder.hasProjection ? maxSequences * config.hiddenSize : 0)
        rowNumbers = AlignedBuffer(count: maxSequences + 1)
        for number in 0...maxSequences { rowNumbers.pointer[number] = number }
        let classes = encoder.head?.classes ?? 0
        logits = AlignedBuffer(count: maxSequences * classes)
        earlyExit = EarlyExit(maxSequences: maxSequences, hidden: config.hiddenSize, classes: classes, pooled: pooled)
        quantized = QuantizedRows(
            maxRows: encoder.precision == .int8 ? maxTokens : 0, maxColumns: max(config.hiddenSize, config.intermediateSize))
    }

    /// The offsets of sequences of one row each.
    func oneRowEach(sequences: Int) -> UnsafeBufferPointer<Int> {
        UnsafeBufferPointer(start: rowNumbers.pointer, count: sequences + 1)
    }

    /// True when `encoder` can run in it.
    package func fits(_ encoder: SentenceEncoder) -> Bool {
        let other = encoder.config
        return config.hiddenSize == other.hiddenSize && config.numAttentionHeads == other.numAttentionHeads
            && config.intermediateSize >= other.intermediateSize && config.maxTokens >= other.maxTokens
            && (encoder.precision == .float32 || quantized.maxRows >= maxTokens)
            && (!encoder.hasProjection || projected.count > 0)
            && (encoder.head?.classes ?? 0) * maxSequences <= logits.count
    }
}

/// Serving's memory: every layer writes to the same buffers, and the state goes to and fro between two.
struct ServingHooks: PassHooks {
    let workspace: EncoderWorkspace
    let layer: LayerBuffers
    /// Nil where every sequence goes through every layer.
    let earlyExit: EarlyExit?

    /// - Parameter rows: T of the batch.
    init(_ workspace: EncoderWorkspace, rows: Int, earlyExit: EarlyExit? = nil) {
        self.workspace = workspace
        self.earlyExit = earlyExit
        let wide = workspace.wide.pointer
        layer = LayerBuffers(
            queryKeyValue: wide, context: wide + 3 * rows * workspace.config.hiddenSize, attended: workspace.states.1.pointer,
            intermediate: wide, activated: wide, output: workspace.states.0.pointer)
    }

    var embedded: UnsafeMutablePointer<Float> { layer.output }

    func buffers(layer: Int) -> LayerBuffers { self.layer }

    func attend(layer: Int, offsets: UnsafeBufferPointer<Int>, _ instructionSet: InstructionSet) {
        workspace.attention.apply(qkv: self.layer.queryKeyValue, offsets: offsets, context: self.layer.context, instructionSet)
    }

    func didFinish(
        layer: Int, _ x: UnsafeMutablePointer<Float>, offsets: UnsafeBufferPointer<Int>
    ) -> UnsafeBufferPointer<Int> { earlyExit?.leave(after: layer, states: x) ?? offsets }
}
