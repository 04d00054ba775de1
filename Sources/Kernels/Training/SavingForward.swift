import CKernels

// Forward operations that leave what their backward needs. Their results are those of the operations in place, bit for bit.

/// `layerNorm`, with the row before gamma and beta saved, and the factor that brought it there.
///
///     v = x + residual
///     normalized = (v - mean) · inverseDeviation,   inverseDeviation = 1 / sqrt(variance + epsilon)
///     x = gamma · normalized + beta
///
/// With both saved, the backward neither divides by gamma, which may be 0, nor computes mean and variance again.
///
/// - Parameters:
///   - x: `[rows, H]`, overwritten.
///   - residual: `[rows, H]`, or nil for none; apart from `x`.
///   - gamma: `[H]`.
///   - beta: `[H]`.
///   - normalized: `[rows, H]`, overwritten; apart from `x`.
///   - inverseDeviation: `[rows]`, overwritten.
package func layerNormSaving(
    _ x: UnsafeMutablePointer<Float>, adding residual: UnsafePointer<Float>?, rows: Int, hidden: Int, gamma: UnsafePointer<Float>,
    beta: UnsafePointer<Float>, epsilon: Float, normalized: UnsafeMutablePointer<Float>, inverseDeviation: UnsafeMutablePointer<Float>,
    _ instructionSet: InstructionSet = .best
) {
    precondition(rows >= 0 && hidden > 0, "layerNormSaving: \(rows) rows of \(hidden)")
    picket_layer_norm_saving(
        instructionSet.rawValue, x, residual, rows, hidden, gamma, beta, epsilon, normalized, inverseDeviation)
}

/// `gelu` of `x` into `y`, overwritten; apart from `x`, which stays for the backward.
package func gelu(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, _ instructionSet: InstructionSet = .best) {
    precondition(count >= 0, "gelu: \(count) elements")
    // In pieces that stay in the first-level cache between the copy and the function. A whole piece is a multiple of every vector.
    let piece = 2048
    for first in stride(from: 0, to: count, by: piece) {
        let length = min(piece, count - first)
        (y + first).update(from: x + first, count: length)
        picket_gelu(instructionSet.rawValue, y + first, length)
    }
}
