import CKernels
package import Tensors

/// The weight of a linear layer in bytes, one scale an output, laid out once for the product.
///
///     y = x · Wᵀ + b        x [rows, inputs] quantized by row, W [outputs, inputs], b [outputs] float32
///     W[n][k] / smoothing[k] ≈ scale[n] · q[n][k]        q in -127 … 127
///
/// Sums are exact integers: the result is the same whatever rows stand beside it, and but for the last rounding on every instruction set.
///
/// `smoothing` moves what is uneven among the inputs into the weights: inputs are multiplied by it as they are quantized, weights divided.
/// Source: Xiao et al. 2023 (SmoothQuant), arXiv:2211.10438, §4.
///
/// Memory: inputs · outputs bytes, both rounded up. Cost: see int8_product.h in CKernels.
package final class QuantizedMatrix: Sendable {
    package let inputs: Int
    package let outputs: Int
    /// `[inputs]`, or nil for 1.
    package let smoothing: AlignedBuffer<Float>?
    private let panels: AlignedBuffer<Int8>
    private let scale: AlignedBuffer<Float>
    private let sum: AlignedBuffer<Float>
    private let bias: AlignedBuffer<Float>

    /// - Parameters:
    ///   - weight: `[outputs, inputs]`; not kept.
    ///   - bias: `[outputs]`.
    ///   - smoothing: `[inputs]`, positive; nil for none.
    /// - Precondition: The shapes fit, and there are at most 65,536 inputs.
    package init(weight: Tensor, bias: Tensor, smoothing: [Float]? = nil) {
        precondition(
            weight.shape.count == 2 && bias.shape == [weight.shape[0]] && weight.shape[1] <= 65_536
                && (smoothing?.count ?? weight.shape[1]) == weight.shape[1],
            "QuantizedMatrix: weight \(weight.shape), bias \(bias.shape), smoothing \(smoothing?.count ?? 0)")
        outputs = weight.shape[0]
        inputs = weight.shape[1]
        let padded = roundedUpToPanel(outputs)
        panels = AlignedBuffer(count: padded * roundedUpToGroup(inputs))
        scale = AlignedBuffer(count: padded)
        sum = AlignedBuffer(count: padded)
        self.bias = AlignedBuffer(count: padded)
        self.smoothing = smoothing.map { factors in
            let buffer = AlignedBuffer<Float>(count: factors.count)
            for (index, factor) in factors.enumerated() { buffer.pointer[index] = factor }
            return buffer
        }
        let inverse = smoothing.map { $0.map { 1 / $0 } }
        let set = InstructionSet.best.rawValue
        var row = [Int8](repeating: 0, count: inputs)
        for output in 0..<outputs {
            let factor = picket_quantize_weights(set, weight.storage.pointer + output * inputs, inputs, inverse, &row)
            scale.pointer[output] = factor
            sum.pointer[output] = factor * Float(picket_pack_bytes(row, output, inputs, panels.pointer))
            self.bias.pointer[output] = bias.elements[output]
        }
    }

    /// Computes `y`, `[x.rows, outputs]`, on the instruction set that quantized `x`.
    ///
    /// - Parameters:
    ///   - x: `[rows, inputs]`, quantized with this matrix's `smoothing`.
    ///   - y: `[rows, outputs]`, overwritten.
    package func apply(to x: QuantizedRows, into y: UnsafeMutablePointer<Float>) {
        precondition(x.columns == inputs, "QuantizedMatrix: \(x.columns) columns for \(inputs) inputs")
        var weights = picket_int8_weights(panels: panels.pointer, scale: scale.pointer, sum: sum.pointer, bias: bias.pointer)
        picket_int8_product(
            x.instructionSet.rawValue, x.rows, outputs, inputs, x.activations.pointer, x.scale.pointer, x.minimum.pointer, &weights, y,
            outputs)
    }
}

/// The definition of `QuantizedMatrix.apply`, with the sums in integers and the last line in double precision.
package func quantizedLinearReference(_ x: [[Float]], weight: Tensor, bias: Tensor, smoothing: [Float]? = nil) -> [[Double]] {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    let rows = x.map { quantizeRowReference($0, smoothing: smoothing) }
    let columns = (0..<outputs).map { output -> (bytes: [Int], scale: Float) in
        let values = (0..<inputs).map { weight.elements[output * inputs + $0] * (1 / (smoothing?[$0] ?? 1)) }
        let most = values.map(abs).max() ?? 0
        let inverse: Float = most < 1e-30 ? 0 : 127 / most
        return (values.map { Int(($0 * inverse).rounded(.toNearestOrEven)) }, most < 1e-30 ? 0 : most / 127)
    }
    return rows.map { row in
        columns.enumerated().map { output, column in
            let dot = zip(row.bytes, column.bytes).reduce(0) { $0 + $1.0 * $1.1 }
            let sum = Double(column.scale) * Double(column.bytes.reduce(0, +))
            return Double(dot) * Double(row.scale) * Double(column.scale) + Double(row.minimum) * sum + Double(bias.elements[output])
        }
    }
}
