import CKernels

/// The vector loops of CKernels that run backward. Their meaning, shapes and definitions stand in `Gradients`, which is their only caller:
/// this target alone imports CKernels.
package enum BackwardLoops {
    package static func gelu(_ dy: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, count: Int, _ set: InstructionSet) {
        picket_gelu_backward(set.rawValue, dy, x, count)
    }

    package static func tanh(_ dy: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, count: Int, _ set: InstructionSet) {
        picket_tanh_backward(set.rawValue, dy, y, count)
    }

    package static func relu(_ dy: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, count: Int, _ set: InstructionSet) {
        picket_relu_backward(set.rawValue, dy, y, count)
    }

    package static func layerNorm(
        _ dy: UnsafeMutablePointer<Float>, rows: Int, hidden: Int, gamma: UnsafePointer<Float>, normalized: UnsafePointer<Float>,
        inverseDeviation: UnsafePointer<Float>, dGamma: UnsafeMutablePointer<Float>, dBeta: UnsafeMutablePointer<Float>,
        _ set: InstructionSet
    ) {
        picket_layer_norm_backward(set.rawValue, dy, rows, hidden, gamma, normalized, inverseDeviation, dGamma, dBeta)
    }

    package static func softmax(
        _ dy: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int, scale: Float,
        _ set: InstructionSet
    ) {
        picket_softmax_backward(set.rawValue, dy, y, rows, columns, stride, scale)
    }

    /// Adds the rows of `x` [rows, columns] to `sums` [columns], one after another.
    package static func addRows(
        _ x: UnsafePointer<Float>, rows: Int, columns: Int, to sums: UnsafeMutablePointer<Float>, _ set: InstructionSet
    ) {
        picket_add_rows(set.rawValue, x, rows, columns, sums)
    }
}
