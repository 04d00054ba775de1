import CKernels
import Glibc

/// Softmax of each row of `x` in place, after scaling.
///
///     y = exp(scale · (x - max)) / Σ exp(scale · (x - max))
///
/// - Parameters:
///   - x: Rows of `columns` values, `stride` floats apart; the padding between is set to 0.
///   - stride: A multiple of 16, at least `columns`.
///   - scale: Positive (attention: 1 / √D).
package func softmax(
    _ x: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int, scale: Float = 1, _ instructionSet: InstructionSet = .best
) {
    precondition(
        rows >= 0 && columns > 0 && stride >= columns && stride == roundedUpToPanel(stride) && scale > 0,
        "softmax: \(rows) rows, \(columns) columns, stride \(stride), scale \(scale)")
    picket_softmax(instructionSet.rawValue, x, rows, columns, stride, scale)
}

package func softmaxReference(_ x: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int, scale: Float = 1) {
    for row in 0..<rows {
        let values = (0..<columns).map { Double(x[row * stride + $0]) * Double(scale) }
        let top = values.max() ?? 0
        let powers = values.map { exp($0 - top) }
        let sum = powers.reduce(0, +)
        for column in 0..<stride { x[row * stride + column] = column < columns ? Float(powers[column] / sum) : 0 }
    }
}
