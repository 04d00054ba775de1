import CKernels
package import Tensors

/// Adds `residual`, then normalizes each row of `x` to zero mean and unit variance, scales and shifts it.
///
///     v = x + residual
///     y = gamma · (v - mean) / sqrt(variance + epsilon) + beta
///
/// Source: Ba, Kiros & Hinton 2016, arXiv:1607.06450, §3. Matches torch.nn.LayerNorm (biased variance).
/// Cost: three passes over a row that stays in the first-level cache; the residual saves a pass of its own.
///
/// - Parameters:
///   - x: `[rows, H]`, overwritten.
///   - residual: `[rows, H]`, or nil for none; apart from `x`.
///   - gamma: `[H]`.
///   - beta: `[H]`.
///   - epsilon: Added to the variance (BERT: 1e-12).
package func layerNorm(
    _ x: UnsafeMutablePointer<Float>, adding residual: UnsafePointer<Float>?, rows: Int, gamma: Tensor, beta: Tensor, epsilon: Float,
    _ instructionSet: InstructionSet = .best
) {
    precondition(rows >= 0 && gamma.count == beta.count, "layerNorm: \(rows) rows, gamma \(gamma.count), beta \(beta.count)")
    picket_layer_norm(
        instructionSet.rawValue, x, residual, rows, gamma.count, gamma.storage.pointer, beta.storage.pointer, epsilon)
}

package func layerNormReference(
    _ x: UnsafeMutablePointer<Float>, adding residual: UnsafePointer<Float>?, rows: Int, gamma: Tensor, beta: Tensor, epsilon: Float
) {
    let width = gamma.count
    for row in 0..<rows {
        let values = (0..<width).map { Double(x[row * width + $0]) + Double(residual?[row * width + $0] ?? 0) }
        let mean = values.reduce(0, +) / Double(width)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
        for (column, value) in values.enumerated() {
            let normalized = (value - mean) / (variance + Double(epsilon)).squareRoot()
            x[row * width + column] = Float(Double(gamma.elements[column]) * normalized + Double(beta.elements[column]))
        }
    }
}
