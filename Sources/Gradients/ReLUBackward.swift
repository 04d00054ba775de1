package import Kernels

/// The backward of `relu`, in place.
///
///     y = max(x, 0)
///     dx = dy where y > 0, else 0
///
/// Matches torch.nn.ReLU, whose derivative at 0 is 0.
///
/// - Parameters:
///   - dy: `[count]`, overwritten by dx.
///   - y: `[count]`, what relu returned, or what it read: their signs say the same.
package func reluBackward(
    _ dy: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, count: Int, _ instructionSet: InstructionSet = .best
) {
    precondition(count >= 0, "reluBackward: \(count) elements")
    BackwardLoops.relu(dy, y: y, count: count, instructionSet)
}

package func reluBackwardReference(_ dy: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, count: Int) {
    for index in 0..<count where y[index] <= 0 { dy[index] = 0 }
}
