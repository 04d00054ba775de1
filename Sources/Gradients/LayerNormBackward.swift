package import Kernels

/// The backward of `layerNormSaving`, in place.
///
///     v = x + residual
///     n = (v - mean(v)) · inverseDeviation
///     y = gamma · n + beta
///
///     dbeta += Σ over rows of dy
///     dgamma += Σ over rows of dy · n
///     g = gamma · dy
///     dx = dresidual = (g - mean(g) - n · mean(g · n)) · inverseDeviation
///
/// Cost: two passes over each row.
///
/// - Parameters:
///   - dy: `[rows, H]`, overwritten by dx, which is the gradient of x and of the residual alike.
///   - gamma: `[H]`.
///   - normalized: `[rows, H]`, as saved.
///   - inverseDeviation: `[rows]`, as saved.
///   - dGamma: `[H]`, added to.
///   - dBeta: `[H]`, added to.
package func layerNormBackward(
    _ dy: UnsafeMutablePointer<Float>, rows: Int, hidden: Int, gamma: UnsafePointer<Float>, normalized: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, dGamma: UnsafeMutablePointer<Float>, dBeta: UnsafeMutablePointer<Float>,
    _ instructionSet: InstructionSet = .best
) {
    precondition(rows >= 0 && hidden > 0, "layerNormBackward: \(rows) rows of \(hidden)")
    BackwardLoops.layerNorm(
        dy, rows: rows, hidden: hidden, gamma: gamma, normalized: normalized, inverseDeviation: inverseDeviation, dGamma: dGamma,
        dBeta: dBeta, instructionSet)
}

package func layerNormBackwardReference(
    _ dy: UnsafeMutablePointer<Float>, rows: Int, hidden: Int, gamma: UnsafePointer<Float>, normalized: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, dGamma: UnsafeMutablePointer<Float>, dBeta: UnsafeMutablePointer<Float>
) {
    for row in 0..<rows {
        let start = row * hidden
        let n = (0..<hidden).map { Double(normalized[start + $0]) }
        let g = (0..<hidden).map { Double(gamma[$0]) * Double(dy[start + $0]) }
        let mean = g.reduce(0, +) / Double(hidden)
        let slope = zip(g, n).reduce(0) { $0 + $1.0 * $1.1 } / Double(hidden)
        for column in 0..<hidden {
            dGamma[column] += Float(Double(dy[start + column]) * n[column])
            dBeta[column] += dy[start + column]
            dy[start + column] = Float((g[column] - mean - n[column] * slope) * Double(inverseDeviation[row]))
        }
    }
}
