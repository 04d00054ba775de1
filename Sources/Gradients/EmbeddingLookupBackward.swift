/// The backward of `lookUpEmbeddings`: each token's gradient is added to the rows that it read.
///
///     y[t] = words[id[t]] + positions[t - start of its sequence + positionOffset] + segments[0]
///     dwords[wordRows[t]] += dy[t],   dpositions[…] += dy[t],   dsegments[0] += dy[t]
///
/// A vocabulary is thousands of rows of which a batch reads a few hundred: `dWords` is a compact buffer, and `wordRows` says which of its
/// rows stands for each token's word. Tokens are added in their order.
///
/// - Parameters:
///   - dy: `[T, H]`, read.
///   - wordRows: `[T]`, rows of `dWords`; a negative one has none, and its word gets no gradient.
///   - offsets: Where each sequence begins, and the end of the last: B + 1 values.
///   - positionOffset: That of the forward.
///   - dWords: `[rows, H]`, added to, or nil where words do not learn.
///   - dPositions: `[positions, H]`, added to, or nil.
///   - dSegments: `[types, H]`, its row 0 added to, or nil.
/// - Precondition: `wordRows` has a value for every token of `offsets`.
package func embeddingLookupBackward(
    dy: UnsafePointer<Float>, wordRows: UnsafeBufferPointer<Int32>, offsets: UnsafeBufferPointer<Int>, hidden: Int,
    positionOffset: Int = 0, dWords: UnsafeMutablePointer<Float>?, dPositions: UnsafeMutablePointer<Float>?,
    dSegments: UnsafeMutablePointer<Float>?
) {
    for sequence in 0..<max(0, offsets.count - 1) {
        let range = offsets[sequence]..<offsets[sequence + 1]
        precondition(
            range.upperBound <= wordRows.count, "embeddingLookupBackward: a sequence at \(range), \(wordRows.count) rows of words")
        for token in range {
            let row = dy + token * hidden
            let wordRow = Int(wordRows[token])
            if let dWords, wordRow >= 0 { add(row, to: dWords + wordRow * hidden, count: hidden) }
            if let dPositions { add(row, to: dPositions + (token - range.lowerBound + positionOffset) * hidden, count: hidden) }
            if let dSegments { add(row, to: dSegments, count: hidden) }
        }
    }
}

private func add(_ x: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count { sum[index] += x[index] }
}
