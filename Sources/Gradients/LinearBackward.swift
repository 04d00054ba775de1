// The backward of a linear layer: the gradients of its parameters. That of its input, dx = dy · W, is `TransposedMatrix.apply`.
//
// W stays the same until the next step of the optimizer: packed once for it, dx is a packed product. In dyᵀ · x both
// factors change in every call, which is what OpenBLAS is for. GFLOP/s with one thread of a Xeon at 2.8 GHz with AVX-512, OpenBLAS
// 0.3.21, at 64, 256 and 512 rows, best of 12 on a machine with other work, which moves a figure by a fifth; "own" packs x and reads dy
// in steps of its rows:
//
//     outputs × inputs     dx: OpenBLAS      packed            dW: OpenBLAS      own
//     1152 × 384            93  106  113     134  136  159     122  127  118     119  107  103
//     384 × 384            105  120  119     174  170  166     122  126  124     141  132  123
//     1536 × 384           100  112  113     147  142  140     122  112  114     108   93   77
//     384 × 1536           107  126  122     159  151  139     126  124  106     121  102   81
//     2304 × 768            84  114  121     136  130  134     125  131  129      74   81   86
//     3072 × 768            77  104  121     108   97  123      90  132  128      56   70   63
//
// Packing dy too, in blocks of 128 rows, was a tenth to a fifth ahead of OpenBLAS with 384 inputs and as much behind with 2304 or 3072
// outputs or inputs: for MiniLM there is something left to gain.
//
// Denormals are slow in either product: where 3 of 1000 elements of dy are denormal, dW takes about twice as long; 20 of 1000, six times
// or more.

package import Kernels
import MatrixProducts

/// Adds the gradients of a linear layer's parameters.
///
///     y = x · Wᵀ + b
///     dW += dyᵀ · x
///     db += Σ over rows of dy
///
/// Query, key and value in one weight [3H, H] are one layer. Order of the sums: rows of one call, then call by call.
///
/// - Parameters:
///   - x: `[rows, inputs]`, what the layer read.
///   - dy: `[rows, outputs]`, read.
///   - dWeight: `[outputs, inputs]`, added to.
///   - dBias: `[outputs]`, added to.
package func linearBackward(
    x: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int, inputs: Int, outputs: Int, dWeight: UnsafeMutablePointer<Float>,
    dBias: UnsafeMutablePointer<Float>, _ instructionSet: InstructionSet = .best
) {
    precondition(rows >= 0 && inputs > 0 && outputs > 0, "linearBackward: \(rows) rows, \(inputs) inputs, \(outputs) outputs")
    guard rows > 0 else { return }
    matrixProduct(
        m: outputs, n: inputs, k: rows, MatrixOperand(dy, rowStride: outputs, isTransposed: true), MatrixOperand(x, rowStride: inputs),
        beta: 1, into: dWeight, rowStride: inputs)
    BackwardLoops.addRows(dy, rows: rows, columns: outputs, to: dBias, instructionSet)
}

/// The definition of `linearBackward` and of `TransposedMatrix.apply`; `dx` [rows, inputs] is overwritten.
package func linearBackwardReference(
    x: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int, weight: UnsafePointer<Float>, inputs: Int, outputs: Int,
    dx: UnsafeMutablePointer<Float>, dWeight: UnsafeMutablePointer<Float>, dBias: UnsafeMutablePointer<Float>
) {
    for row in 0..<rows {
        for i in 0..<inputs {
            dx[row * inputs + i] = Float(
                (0..<outputs).reduce(0.0) { $0 + Double(dy[row * outputs + $1]) * Double(weight[$1 * inputs + i]) })
        }
    }
    for output in 0..<outputs {
        dBias[output] += Float((0..<rows).reduce(0.0) { $0 + Double(dy[$1 * outputs + output]) })
        for i in 0..<inputs {
            dWeight[output * inputs + i] += Float(
                (0..<rows).reduce(0.0) { $0 + Double(dy[$1 * outputs + output]) * Double(x[$1 * inputs + i]) })
        }
    }
}
