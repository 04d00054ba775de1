package import Tensors

/// The sum of a token's rows in the tables of words, positions and segments.
///
///     y[t] = words[id[t]] + positions[t - start of its sequence + positionOffset] + segments[0]
///
/// Matches BertEmbeddings before its LayerNorm, one segment.
///
/// - Parameters:
///   - ids: `[T]`, each below the rows of `words`.
///   - offsets: Where each sequence begins, and the end of the last: B + 1 values.
///   - words: `[V, H]`.
///   - positions: `[maximum, H]`.
///   - segments: `[types, H]`, or nil where the family has none.
///   - positionOffset: The position of the first token (BERT: 0).
///   - y: `[T, H]`, overwritten.
/// - Precondition: Ids and positions lie inside the tables.
package func lookUpEmbeddings(
    ids: UnsafeBufferPointer<Int32>, offsets: UnsafeBufferPointer<Int>, words: Tensor, positions: Tensor, segments: Tensor?,
    positionOffset: Int = 0, into y: UnsafeMutablePointer<Float>
) {
    let hidden = words.shape[1]
    let wordCount = words.shape[0]
    let wordTable = words.storage.pointer
    let positionTable = positions.storage.pointer
    for sequence in 0..<max(0, offsets.count - 1) {
        let range = offsets[sequence]..<offsets[sequence + 1]
        precondition(
            range.upperBound <= ids.count && range.count + positionOffset <= positions.shape[0],
            "lookUpEmbeddings: a sequence at \(range), \(ids.count) ids, \(positions.shape[0]) positions")
        for token in range {
            let id = Int(ids[token])
            precondition(id >= 0 && id < wordCount, "lookUpEmbeddings: id \(id), \(wordCount) words")
            let word = wordTable + id * hidden
            let position = positionTable + (token - range.lowerBound + positionOffset) * hidden
            let row = y + token * hidden
            if let segments {
                let segment = segments.storage.pointer
                for column in 0..<hidden { row[column] = word[column] + position[column] + segment[column] }
            } else {
                for column in 0..<hidden { row[column] = word[column] + position[column] }
            }
        }
    }
}

package func lookUpEmbeddingsReference(
    ids: [Int32], offsets: [Int], words: Tensor, positions: Tensor, segments: Tensor?, positionOffset: Int = 0
) -> [Float] {
    let hidden = words.shape[1]
    var sums: [Float] = []
    for (first, end) in zip(offsets, offsets.dropFirst()) {
        for token in first..<end {
            for column in 0..<hidden {
                let word = Double(words.elements[Int(ids[token]) * hidden + column])
                let position = Double(positions.elements[(token - first + positionOffset) * hidden + column])
                let segment = segments.map { Double($0.elements[column]) } ?? 0
                sums.append(Float(word + position + segment))
            }
        }
    }
    return sums
}
