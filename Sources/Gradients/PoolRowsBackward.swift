package import Kernels

/// The backward of `poolRows`: each sequence's gradient goes to the tokens that it came from.
///
///     y[b] = mean of x[t] over the T tokens of sequence b, or x of its first token
///     dx[t] = dy[b] / T, or dy[b] for the first token and 0 for the others
///
/// - Parameters:
///   - dy: `[B, H]`, read.
///   - offsets: Where each sequence begins, and the end of the last: B + 1 values.
///   - dx: `[T, H]`, overwritten from the first sequence's start to the last one's end.
package func poolRowsBackward(
    dy: UnsafePointer<Float>, offsets: UnsafeBufferPointer<Int>, hidden: Int, _ pooling: Pooling, dx: UnsafeMutablePointer<Float>
) {
    for sequence in 0..<max(0, offsets.count - 1) {
        let (first, end) = (offsets[sequence], offsets[sequence + 1])
        let row = dy + sequence * hidden
        switch pooling {
        case .mean:
            let scale = end - first > 1 ? 1 / Float(end - first) : 1
            for token in first..<end {
                let state = dx + token * hidden
                for column in 0..<hidden { state[column] = row[column] * scale }
            }
        case .cls:
            guard first < end else { continue }
            (dx + first * hidden).update(from: row, count: hidden)
            (dx + (first + 1) * hidden).update(repeating: 0, count: (end - first - 1) * hidden)
        }
    }
}
