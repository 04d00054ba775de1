// The backward of scaled dot-product attention.
//
// The forward keeps no probabilities: they would be A · T² floats for each sequence of each layer. They are computed again from queries
// and keys, as the forward computed them, and the masks of dropout from their hash.
//
//     S = softmax(s · Q · Kᵀ)                    forward, s = 1 / √D
//     context = (S ∘ M) · V                      M: the mask of dropout, scaled; all ones without it
//
//     dV = (S ∘ M)ᵀ · dcontext
//     dS = (dcontext · Vᵀ) ∘ M
//     dE = s · S ∘ (dS - rowsum(dS ∘ S))         E = Q · Kᵀ
//     dQ = dE · K
//     dK = dEᵀ · Q
//
// One sequence and head at a time, and of it one block of queries, so that S and dS of a block stay in the second-level cache. dK and dV
// are sums over the blocks, in their order; each key's sum runs over the queries in their order, so nothing depends on the batch. The two
// products that have a transposed left factor read it in place. Cost: 5 products of T² · D multiply-adds a head, where the forward has 2.

package import Kernels
import Tensors

/// The backward of `Attention`, with the scratch that it needs; one for each thread.
package struct AttentionBackward {
    package let heads: Int
    package let headSize: Int
    package let maxSequenceLength: Int
    /// Of the whole sequence: keys transposed `[D, T]`, values transposed `[D, T]`, keys `[T, D]`.
    private let transposedKeys: PanelOperand
    private let transposedValues: PanelOperand
    private let keys: PanelOperand
    /// Of a block: queries and the context's gradient, `[queryBlock, D]` each.
    private let queries: PanelOperand
    private let dContexts: PanelOperand
    /// `[queryBlock, T]` each.
    private let scores: AlignedBuffer<Float>
    private let dScores: AlignedBuffer<Float>

    private static let queryBlock = 64

    /// Allocates the scratch for sequences of at most `maxSequenceLength` tokens.
    package init(heads: Int, headSize: Int, maxSequenceLength: Int) {
        precondition(
            heads > 0 && headSize > 0 && maxSequenceLength > 0,
            "AttentionBackward: \(heads) heads of \(headSize), \(maxSequenceLength) tokens")
        self.heads = heads
        self.headSize = headSize
        self.maxSequenceLength = maxSequenceLength
        transposedKeys = PanelOperand(maxRows: headSize, maxColumns: maxSequenceLength)
        transposedValues = PanelOperand(maxRows: headSize, maxColumns: maxSequenceLength)
        keys = PanelOperand(maxRows: maxSequenceLength, maxColumns: headSize)
        queries = PanelOperand(maxRows: Self.queryBlock, maxColumns: headSize)
        dContexts = PanelOperand(maxRows: Self.queryBlock, maxColumns: headSize)
        scores = AlignedBuffer(count: Self.queryBlock * roundedUpToPanel(maxSequenceLength))
        dScores = AlignedBuffer(count: Self.queryBlock * roundedUpToPanel(maxSequenceLength))
    }

    /// - Parameters:
    ///   - qkv: `[T, 3H]`, as the forward read it.
    ///   - dContext: `[T, H]`.
    ///   - offsets: Where each sequence begins, and the end of the last: B + 1 values.
    ///   - dqkv: `[T, 3H]`, overwritten.
    ///   - dropout: The forward's.
    ///   - firstToken: The forward's.
    /// - Precondition: `offsets` rises, and no sequence is longer than `maxSequenceLength`.
    package func apply(
        qkv: UnsafePointer<Float>, dContext: UnsafePointer<Float>, offsets: UnsafeBufferPointer<Int>, dqkv: UnsafeMutablePointer<Float>,
        dropout: Dropout? = nil, firstToken: Int = 0, _ instructionSet: InstructionSet = .best
    ) {
        let hidden = heads * headSize
        for sequence in 0..<max(0, offsets.count - 1) {
            let first = offsets[sequence]
            let tokens = offsets[sequence + 1] - first
            precondition(
                tokens >= 0 && tokens <= maxSequenceLength, "AttentionBackward: \(tokens) tokens, at most \(maxSequenceLength)")
            guard tokens > 0 else { continue }
            (dqkv + first * 3 * hidden).update(repeating: 0, count: tokens * 3 * hidden)
            for head in 0..<heads {
                let column = head * headSize
                applyHead(
                    query: qkv + first * 3 * hidden + column, dContext: dContext + first * hidden + column, tokens: tokens,
                    dQuery: dqkv + first * 3 * hidden + column, dropout, firstRow: (firstToken + first) * heads + head, instructionSet)
            }
        }
    }

    private func applyHead(
        query: UnsafePointer<Float>, dContext: UnsafePointer<Float>, tokens: Int, dQuery: UnsafeMutablePointer<Float>,
        _ dropout: Dropout?, firstRow: Int, _ set: InstructionSet
    ) {
        let hidden = heads * headSize
        let rowStride = 3 * hidden
        let scoreStride = roundedUpToPanel(tokens)
        let (key, value) = (query + hidden, query + 2 * hidden)
        let (dKey, dValue) = (dQuery + hidden, dQuery + 2 * hidden)
        let (s, ds) = (scores.pointer, dScores.pointer)
        transposedKeys.pack(key, rowStride: rowStride, k: headSize, n: tokens, transposed: true)
        transposedValues.pack(value, rowStride: rowStride, k: headSize, n: tokens, transposed: true)
        keys.pack(key, rowStride: rowStride, k: tokens, n: headSize)
        let scale = 1 / Float(headSize).squareRoot()
        for block in stride(from: 0, to: tokens, by: Self.queryBlock) {
            let rows = min(Self.queryBlock, tokens - block)
            let (q, dc) = (query + block * rowStride, dContext + block * hidden)
            let row = firstRow + block * heads
            queries.pack(q, rowStride: rowStride, k: rows, n: headSize)
            dContexts.pack(dc, rowStride: hidden, k: rows, n: headSize)

            // S = softmax(s · Q · Kᵀ)
            transposedKeys.product(q, rowStride: rowStride, m: rows, n: scoreStride, k: headSize, into: s, rowStride: scoreStride, set)
            softmax(s, rows: rows, columns: tokens, stride: scoreStride, scale: scale, set)
            // dS = (dcontext · Vᵀ) ∘ M
            transposedValues.product(dc, rowStride: hidden, m: rows, n: scoreStride, k: headSize, into: ds, rowStride: scoreStride, set)
            dropout?.apply(to: ds, rows: rows, columns: scoreStride, firstRow: row, rowStep: heads, set)
            // dE = s · S ∘ (dS - rowsum(dS ∘ S))
            softmaxBackward(ds, y: s, rows: rows, columns: tokens, stride: scoreStride, scale: scale, set)
            // dQ = dE · K,   dK += dEᵀ · Q
            keys.product(
                ds, rowStride: scoreStride, m: rows, n: headSize, k: tokens, into: dQuery + block * rowStride, rowStride: rowStride, set)
            queries.addTransposedProduct(
                ds, rowStride: scoreStride, m: tokens, n: headSize, k: rows, to: dKey, rowStride: rowStride, set)
            // dV += (S ∘ M)ᵀ · dcontext
            dropout?.apply(to: s, rows: rows, columns: scoreStride, firstRow: row, rowStep: heads, set)
            dContexts.addTransposedProduct(
                s, rowStride: scoreStride, m: tokens, n: headSize, k: rows, to: dValue, rowStride: rowStride, set)
        }
    }
}

/// The definition of `AttentionBackward.apply`. `mask(row, column)` is M, where the row of token t and head h is t · heads + h.
package func attentionBackwardReference(
    qkv: [Float], dContext: [Float], offsets: [Int], heads: Int, headSize: Int, mask: (_ row: Int, _ column: Int) -> Float = { _, _ in 1 }
) -> [Float] {
    let hidden = heads * headSize
    let scale = 1 / Double(headSize).squareRoot()
    var dqkv = [Double](repeating: 0, count: qkv.count)
    for (first, end) in zip(offsets, offsets.dropFirst()) {
        for head in 0..<heads {
            func index(_ part: Int, _ token: Int, _ column: Int) -> Int { (3 * token + part) * hidden + head * headSize + column }
            func dot(_ a: (Int) -> Double, _ b: (Int) -> Double) -> Double { (0..<headSize).reduce(0) { $0 + a($1) * b($1) } }
            for token in first..<end {
                func dContextOf(_ column: Int) -> Double { Double(dContext[token * hidden + head * headSize + column]) }
                var y = (first..<end).map { other in
                    Float(scale * dot({ Double(qkv[index(0, token, $0)]) }, { Double(qkv[index(1, other, $0)]) }))
                }
                softmaxReference(&y, rows: 1, columns: y.count, stride: y.count)
                let m = (first..<end).map { Double(mask(token * heads + head, $0 - first)) }
                let dS = (first..<end).map { other in m[other - first] * dot(dContextOf, { Double(qkv[index(2, other, $0)]) }) }
                let sum = zip(dS, y).reduce(0) { $0 + $1.0 * Double($1.1) }
                for other in first..<end {
                    let probability = Double(y[other - first])
                    let dE = scale * probability * (dS[other - first] - sum)
                    for column in 0..<headSize {
                        dqkv[index(0, token, column)] += dE * Double(qkv[index(1, other, column)])
                        dqkv[index(1, other, column)] += dE * Double(qkv[index(0, token, column)])
                        dqkv[index(2, other, column)] += probability * m[other - first] * dContextOf(column)
                    }
                }
            }
        }
    }
    return dqkv.map { Float($0) }
}
