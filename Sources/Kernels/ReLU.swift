import CKernels

/// The rectified linear unit, in place.
///
///     y = max(x, 0)
///
/// Matches torch.nn.ReLU; NaN stays NaN.
package func relu(_ x: UnsafeMutablePointer<Float>, count: Int, _ instructionSet: InstructionSet = .best) {
    precondition(count >= 0, "relu: \(count) elements")
    picket_relu(instructionSet.rawValue, x, count)
}

package func reluReference(_ x: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count where x[index] < 0 { x[index] = 0 }
}
