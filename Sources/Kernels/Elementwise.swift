import CKernels
import Glibc

/// Elementary functions of every element of an array, in place. Errors are stated in CKernels.h and tested over the whole range.
package enum ElementwiseFunction: Sendable, CaseIterable {
    case exp
    case erf
    case tanh

    package func apply(to x: UnsafeMutablePointer<Float>, count: Int, _ instructionSet: InstructionSet = .best) {
        precondition(count >= 0, "ElementwiseFunction: \(count) elements")
        switch self {
        case .exp: picket_exp(instructionSet.rawValue, x, count)
        case .erf: picket_erf(instructionSet.rawValue, x, count)
        case .tanh: picket_tanh(instructionSet.rawValue, x, count)
        }
    }

    /// The definition, in double precision.
    package func reference(_ x: Float) -> Double {
        switch self {
        case .exp: Glibc.exp(Double(x))
        case .erf: Glibc.erf(Double(x))
        case .tanh: Glibc.tanh(Double(x))
        }
    }
}
