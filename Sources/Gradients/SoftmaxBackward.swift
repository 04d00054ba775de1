package import Kernels

/// The backward of `softmax`, in place, from its result.
///
///     y = exp(scale · (x - max)) / Σ exp(scale · (x - max))
///     dx = scale · y · (dy - Σ dy · y)        for each row
///
/// - Parameters:
///   - dy: Rows of `columns` values, `stride` floats apart, overwritten by dx; the padding between is set to 0.
///   - y: What softmax returned, laid out as `dy`.
///   - stride: A multiple of 16, at least `columns`.
///   - scale: That of the forward.
package func softmaxBackward(
    _ dy: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int, scale: Float = 1,
    _ instructionSet: InstructionSet = .best
) {
    precondition(
        rows >= 0 && columns > 0 && stride >= columns && stride == roundedUpToPanel(stride),
        "softmaxBackward: \(rows) rows, \(columns) columns, stride \(stride)")
    BackwardLoops.softmax(dy, y: y, rows: rows, columns: columns, stride: stride, scale: scale, instructionSet)
}

package func softmaxBackwardReference(
    _ dy: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int, scale: Float = 1
) {
    for row in 0..<rows {
        let start = row * stride
        let dot = (0..<columns).reduce(0.0) { $0 + Double(dy[start + $1]) * Double(y[start + $1]) }
        for column in 0..<stride {
            let index = start + column
            dy[index] = column < columns ? Float(Double(scale) * Double(y[index]) * (Double(dy[index]) - dot)) : 0
        }
    }
}
