import CKernels
package import Tensors

/// The weight of a linear layer, laid out once for the product and never unpacked again.
///
///     y = x · Wᵀ + b        x [rows, inputs], W [outputs, inputs] as Hugging Face and PyTorch store it, b [outputs]
///
/// Memory: 4 · inputs · outputs bytes, outputs rounded up to 16; the tensor it was made from can be let go. Cost: see
/// packed_product.h in CKernels.
package final class PackedMatrix: Sendable {
    package let inputs: Int
    package let outputs: Int
    private let panels: AlignedBuffer<Float>
    private let bias: AlignedBuffer<Float>

    /// Packs several layers that read the same input as one, their outputs one after another.
    ///
    /// - Precondition: Every weight is `[outputs, inputs]` with the same `inputs`, every bias `[outputs]` of its weight.
    package init(_ layers: [(weight: Tensor, bias: Tensor)]) {
        let inputs = layers.first?.weight.shape.last ?? 0
        for (weight, bias) in layers {
            precondition(
                weight.shape.count == 2 && weight.shape[1] == inputs && bias.shape == [weight.shape[0]],
                "PackedMatrix: weight \(weight.shape), bias \(bias.shape), inputs \(inputs)")
        }
        let outputs = layers.reduce(0) { $0 + $1.weight.shape[0] }
        let padded = roundedUpToPanel(outputs)
        panels = AlignedBuffer(count: padded * inputs)
        bias = AlignedBuffer(count: padded)
        self.inputs = inputs
        self.outputs = outputs
        fill(layers)
    }

    package convenience init(weight: Tensor, bias: Tensor) { self.init([(weight, bias)]) }

    /// Packs one weight again, after a step of training has changed it.
    ///
    /// - Precondition: The shapes are those that it was made with, and no other thread uses it.
    package func repack(weight: Tensor, bias: Tensor) {
        precondition(
            weight.shape == [outputs, inputs] && bias.shape == [outputs],
            "repack: weight \(weight.shape), bias \(bias.shape) for [\(outputs), \(inputs)]")
        fill([(weight, bias)])
    }

    private func fill(_ layers: [(weight: Tensor, bias: Tensor)]) {
        var row = 0
        for layer in layers {
            pack(layer.weight, from: row)
            for (index, value) in layer.bias.elements.enumerated() { bias.pointer[row + index] = value }
            row += layer.weight.shape[0]
        }
    }

    /// Computes `y` from `x`, both with rows one after another.
    ///
    /// - Parameters:
    ///   - x: `[rows, inputs]`.
    ///   - y: `[rows, outputs]`, overwritten; apart from `x`.
    package func apply(
        to x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ instructionSet: InstructionSet = .best
    ) {
        precondition(rows >= 0, "PackedMatrix: \(rows) rows")
        picket_packed_product(
            instructionSet.rawValue, rows, outputs, inputs, x, inputs, panels.pointer, bias.pointer, y, outputs)
    }

    /// Puts the rows of `weight` at `first`. Layers packed as one need not begin at a panel's edge, so rows go in one by one there.
    private func pack(_ weight: Tensor, from first: Int) {
        let width = Int(PICKET_PANEL)
        if first % width == 0 {
            picket_pack_transposed(
                weight.storage.pointer, inputs, weight.shape[0], inputs, panels.pointer + first * inputs)
            return
        }
        for row in 0..<weight.shape[0] {
            let column = first + row
            let panel = panels.pointer + column / width * width * inputs + column % width
            for i in 0..<inputs { panel[i * width] = weight.storage.pointer[row * inputs + i] }
        }
    }
}

/// The definition of `PackedMatrix.apply`. Matches torch.nn.Linear.
package func linearReference(
    _ x: UnsafePointer<Float>, rows: Int, weight: Tensor, bias: Tensor, into y: UnsafeMutablePointer<Float>
) {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    for row in 0..<rows {
        for output in 0..<outputs {
            var sum = Double(bias.elements[output])
            for i in 0..<inputs { sum += Double(x[row * inputs + i]) * Double(weight.elements[output * inputs + i]) }
            y[row * outputs + output] = Float(sum)
        }
    }
}
