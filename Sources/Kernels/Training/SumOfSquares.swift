import CKernels

/// The sum of the squares of an array, for the norm of the gradients.
///
/// In double precision, sixteen partial sums in a fixed order: the value is the same on every instruction set.
package func sumOfSquares(_ x: UnsafePointer<Float>, count: Int, _ instructionSet: InstructionSet = .best) -> Double {
    precondition(count >= 0, "sumOfSquares: \(count) elements")
    return picket_sum_of_squares(instructionSet.rawValue, x, count)
}

package func sumOfSquaresReference(_ x: UnsafePointer<Float>, count: Int) -> Double {
    (0..<count).reduce(0) { $0 + Double(x[$1]) * Double(x[$1]) }
}
