import CKernels
import Tensors

/// Scaled dot-product attention of every head, over a ragged batch: sequences stand one after another, each sees itself alone.
///
///     S = softmax(Q · Kᵀ / √D),  context = S · V        for each sequence and head, Q, K, V [T, D]
///
/// Source: Vaswani et al. 2017, arXiv:1706.03762, §3.2. Matches BertSelfAttention without a mask: there is no padding to hide.
///
/// K and V of a head are packed, a copy of 2 · T · D floats, and the two products are then those of weights. Queries are taken in blocks
/// so that their scores stay in the second-level cache. Cost: 4 · T² · D multiply-adds' worth of work a head.
package struct Attention {
    package let heads: Int
    package let headSize: Int
    package let maxSequenceLength: Int
    /// `[D, T]` in panels, `[T, D]` in panels, `[queryBlock, T]`, with T and D rounded up to 16.
    private let packedKeys: AlignedBuffer<Float>
    private let packedValues: AlignedBuffer<Float>
    private let scores: AlignedBuffer<Float>

    private static let queryBlock = 64

    /// Allocates the scratch for sequences of at most `maxSequenceLength` tokens.
    package init(heads: Int, headSize: Int, maxSequenceLength: Int) {
        precondition(
            heads > 0 && headSize > 0 && maxSequenceLength > 0, "Attention: \(heads) heads of \(headSize), \(maxSequenceLength) tokens")
        self.heads = heads
        self.headSize = headSize
        self.maxSequenceLength = maxSequenceLength
        let tokens = roundedUpToPanel(maxSequenceLength)
        packedKeys = AlignedBuffer(count: tokens * headSize)
        packedValues = AlignedBuffer(count: tokens * roundedUpToPanel(headSize))
        scores = AlignedBuffer(count: Self.queryBlock * tokens)
    }

    /// - Parameters:
    ///   - qkv: `[T, 3H]`: query, key and value of a token side by side, each with its heads side by side.
    ///   - offsets: Where each sequence begins, and the end of the last: B + 1 values.
    ///   - context: `[T, H]`, overwritten.
    ///   - dropout: In training: what drops elements of the softmax. The row of token t and head h is number t · heads + h.
    ///   - firstToken: In training: the number of the first token in the whole batch of the step, when this is a part of it.
    ///   - queries: How many tokens of each sequence ask, from its first on; the rows of the others in `context` are left alone.
    /// - Precondition: `offsets` rises, and no sequence is longer than `maxSequenceLength`.
    package func apply(
        qkv: UnsafePointer<Float>, offsets: UnsafeBufferPointer<Int>, context: UnsafeMutablePointer<Float>, dropout: Dropout? = nil,
        firstToken: Int = 0, queries: Int = .max, _ instructionSet: InstructionSet = .best
    ) {
        let hidden = heads * headSize
        for sequence in 0..<max(0, offsets.count - 1) {
            let first = offsets[sequence]
            let tokens = offsets[sequence + 1] - first
            precondition(tokens >= 0 && tokens <= maxSequenceLength, "Attention: \(tokens) tokens, at most \(maxSequenceLength)")
            for head in 0..<heads where tokens > 0 {
                applyHead(
                    query: qkv + first * 3 * hidden + head * headSize, queries: min(queries, tokens), tokens: tokens,
                    context: context + first * hidden + head * headSize, dropout, firstRow: (firstToken + first) * heads + head,
                    instructionSet)
            }
        }
    }

    private func applyHead(
        query: UnsafePointer<Float>, queries: Int, tokens: Int, context: UnsafeMutablePointer<Float>, _ dropout: Dropout?,
        firstRow: Int, _ instructionSet: InstructionSet
    ) {
        let set = instructionSet.rawValue
        let hidden = heads * headSize
        let rowStride = 3 * hidden
        let scoreStride = roundedUpToPanel(tokens)
        picket_pack_transposed(query + hidden, rowStride, tokens, headSize, packedKeys.pointer)
        picket_pack(query + 2 * hidden, rowStride, headSize, tokens, packedValues.pointer)
        let scale = 1 / Float(headSize).squareRoot()
        for block in stride(from: 0, to: queries, by: Self.queryBlock) {
            let rows = min(Self.queryBlock, queries - block)
            // Keys beyond the last are zero columns of the panel, so scores are computed to the full stride, without an edge.
            picket_packed_product(
                set, rows, scoreStride, headSize, query + block * rowStride, rowStride, packedKeys.pointer, nil, scores.pointer, scoreStride
            )
            picket_softmax(set, scores.pointer, rows, tokens, scoreStride, scale)
            dropout?.apply(
                to: scores.pointer, rows: rows, columns: scoreStride, firstRow: firstRow + block * heads, rowStep: heads, instructionSet)
            picket_packed_product(
                set, rows, headSize, tokens, scores.pointer, scoreStride, packedValues.pointer, nil, context + block * hidden, hidden)
        }
    }
}

/// The definition of `Attention.apply`.
package func attentionReference(
    qkv: UnsafePointer<Float>, offsets: [Int], heads: Int, headSize: Int, context: UnsafeMutablePointer<Float>
) {
    let hidden = heads * headSize
    func value(_ part: Int, token: Int, column: Int) -> Double { Double(qkv[(3 * token + part) * hidden + column]) }
    for (first, end) in zip(offsets, offsets.dropFirst()) {
        for head in 0..<heads {
            let columns = head * headSize..<(head + 1) * headSize
            for token in first..<end {
                var weights: [Float] = []
                for other in first..<end {
                    var dot: Double = 0
                    for column in columns { dot += value(0, token: token, column: column) * value(1, token: other, column: column) }
                    weights.append(Float(dot / Double(headSize).squareRoot()))
                }
                softmaxReference(&weights, rows: 1, columns: weights.count, stride: weights.count)
                for column in columns {
                    var sum: Double = 0
                    for other in first..<end { sum += Double(weights[other - first]) * value(2, token: other, column: column) }
                    context[token * hidden + column] = Float(sum)
                }
            }
        }
    }
}
