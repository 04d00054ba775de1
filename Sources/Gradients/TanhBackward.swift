package import Kernels

/// The backward of `ElementwiseFunction.tanh`, in place, from its result.
///
///     y = tanh(x)
///     dx = dy · (1 - y²)
///
/// - Parameters:
///   - dy: `[count]`, overwritten by dx.
///   - y: `[count]`, what tanh returned.
package func tanhBackward(
    _ dy: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, count: Int, _ instructionSet: InstructionSet = .best
) {
    precondition(count >= 0, "tanhBackward: \(count) elements")
    BackwardLoops.tanh(dy, y: y, count: count, instructionSet)
}

package func tanhBackwardReference(_ dy: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, count: Int) {
    for index in 0..<count { dy[index] = Float(Double(dy[index]) * (1 - Double(y[index]) * Double(y[index]))) }
}
