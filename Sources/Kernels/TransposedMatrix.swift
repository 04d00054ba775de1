import CKernels
package import Tensors

/// The weight of a linear layer, laid out for the gradient of its input.
///
///     dx = dy · W        dy [rows, outputs], W [outputs, inputs] as PyTorch stores it
///
/// Packed again after every step of training; the plain weight stays with its owner. Memory: 4 · inputs · outputs bytes, inputs rounded
/// up to 16.
///
/// `@unchecked Sendable` because one thread packs it while none reads, and then all read.
package final class TransposedMatrix: @unchecked Sendable {
    package let inputs: Int
    package let outputs: Int
    private let panels: AlignedBuffer<Float>

    /// - Parameter weight: `[outputs, inputs]`.
    package init(_ weight: Tensor) {
        precondition(weight.shape.count == 2, "TransposedMatrix: weight \(weight.shape)")
        (outputs, inputs) = (weight.shape[0], weight.shape[1])
        panels = AlignedBuffer(count: roundedUpToPanel(inputs) * outputs)
        repack(weight)
    }

    /// - Precondition: The shape is that of `init`, and no other thread uses it.
    package func repack(_ weight: Tensor) {
        precondition(weight.shape == [outputs, inputs], "TransposedMatrix: weight \(weight.shape) for [\(outputs), \(inputs)]")
        picket_pack(weight.storage.pointer, inputs, inputs, outputs, panels.pointer)
    }

    /// - Parameters:
    ///   - dy: `[rows, outputs]`.
    ///   - dx: `[rows, inputs]`, overwritten; apart from `dy`.
    package func apply(
        to dy: UnsafePointer<Float>, rows: Int, into dx: UnsafeMutablePointer<Float>, _ instructionSet: InstructionSet = .best
    ) {
        precondition(rows >= 0, "TransposedMatrix: \(rows) rows")
        picket_packed_product(instructionSet.rawValue, rows, inputs, outputs, dy, outputs, panels.pointer, nil, dx, inputs)
    }
}
