import Glibc
package import Kernels

/// The backward of `gelu`, in place.
///
///     y = x · Φ(x),   Φ(x) = (1 + erf(x / √2)) / 2
///     dx = dy · (Φ(x) + x · φ(x)),   φ(x) = exp(-x² / 2) / √(2π)
///
/// - Parameters:
///   - dy: `[count]`, overwritten by dx.
///   - x: `[count]`, what gelu read.
package func geluBackward(
    _ dy: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int, _ instructionSet: InstructionSet = .best
) {
    precondition(count >= 0, "geluBackward: \(count) elements")
    BackwardLoops.gelu(dy, x: x, count: count, instructionSet)
}

package func geluBackwardReference(_ dy: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int) {
    for index in 0..<count {
        let value = Double(x[index])
        let density = exp(-value * value / 2) / (2 * Double.pi).squareRoot()
        dy[index] = Float(Double(dy[index]) * ((1 + erf(value / 2.squareRoot())) / 2 + value * density))
    }
}
