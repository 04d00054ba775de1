import CKernels
import Glibc

/// The Gaussian error linear unit, exact form, in place.
///
///     y = x · (1 + erf(x / √2)) / 2
///
/// Source: Hendrycks & Gimpel 2016, arXiv:1606.08415. Matches torch.nn.GELU(approximate='none'), the `gelu` of Hugging Face.
/// Cost: one pass, some 25 instructions a vector.
package func gelu(_ x: UnsafeMutablePointer<Float>, count: Int, _ instructionSet: InstructionSet = .best) {
    precondition(count >= 0, "gelu: \(count) elements")
    picket_gelu(instructionSet.rawValue, x, count)
}

package func geluReference(_ x: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count {
        let value = Double(x[index])
        x[index] = Float(value * (1 + erf(value / 2.squareRoot())) / 2)
    }
}
