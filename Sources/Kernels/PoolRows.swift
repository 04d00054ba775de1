/// How the hidden states of a sequence become one vector.
package enum Pooling: Equatable, Sendable {
    /// The mean over all its tokens, [CLS] and [SEP] included.
    case mean
    /// The first token's.
    case cls
}

/// One vector for each sequence of a ragged batch.
///
/// Matches sentence_transformers' Pooling (`pooling_mode` mean and cls); an empty sequence gives zeros.
///
/// - Parameters:
///   - x: `[T, H]`.
///   - offsets: Where each sequence begins, and the end of the last: B + 1 values.
///   - y: `[B, H]`, overwritten.
package func poolRows(
    _ x: UnsafePointer<Float>, offsets: UnsafeBufferPointer<Int>, hidden: Int, _ pooling: Pooling, into y: UnsafeMutablePointer<Float>
) {
    for sequence in 0..<max(0, offsets.count - 1) {
        let (first, end) = (offsets[sequence], offsets[sequence + 1])
        let row = y + sequence * hidden
        row.update(repeating: 0, count: hidden)
        let last = pooling == .mean ? end : min(end, first + 1)
        for token in first..<last {
            let state = x + token * hidden
            for column in 0..<hidden { row[column] += state[column] }
        }
        if last - first > 1 {
            let scale = 1 / Float(last - first)
            for column in 0..<hidden { row[column] *= scale }
        }
    }
}

package func poolRowsReference(_ x: [Float], offsets: [Int], hidden: Int, _ pooling: Pooling) -> [Float] {
    zip(offsets, offsets.dropFirst()).flatMap { first, end in
        (0..<hidden).map { column -> Float in
            guard first < end else { return 0 }
            switch pooling {
            case .cls: return x[first * hidden + column]
            case .mean: return Float((first..<end).reduce(0.0) { $0 + Double(x[$1 * hidden + column]) } / Double(end - first))
            }
        }
    }
}
