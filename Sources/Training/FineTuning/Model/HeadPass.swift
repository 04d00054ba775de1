import Encoders
import Gradients
import Kernels
import MatrixProducts
import Tensors

/// The head's way there and back, between the last state and the logits.
///
///     p = pool(x),  u = activation(p · Wpᵀ + b),  e = u / ‖u‖,  z = dropped(e) · Wᵀ + b
///
/// Projection and normalization are each there or not. Rows are few, so products go through the general one.
struct HeadPass {
    let model: TrainedModel
    let tape: Tape
    let instructionSet: InstructionSet

    init(_ model: TrainedModel, _ tape: Tape, _ instructionSet: InstructionSet) {
        self.model = model
        self.tape = tape
        self.instructionSet = instructionSet
    }

    private var hidden: Int { model.config.hiddenSize }

    /// From `[T, H]` to the tape's logits, `[B, C]`. Same operations in the same order as `ModelHead` and `DenseHead`, each kept.
    func forward(_ states: UnsafePointer<Float>, offsets: UnsafeBufferPointer<Int>, _ dropout: PassDropout, firstRow: Int) {
        let sequences = offsets.count - 1
        let head = model.head
        poolRows(states, offsets: offsets, hidden: hidden, head.pooling, into: tape.pooled.pointer)
        head.projection?.apply(to: tape.pooled.pointer, rows: sequences, into: tape.projected.pointer, instructionSet)
        let before = head.projection == nil ? tape.pooled.pointer : tape.projected.pointer
        tape.embeddings.pointer.update(from: before, count: sequences * hidden)
        if head.isNormalized { normalizeRows(tape.embeddings.pointer, rows: sequences, hidden: hidden) }
        dropout.mask(.embedding)?.apply(to: tape.embeddings.pointer, rows: sequences, columns: hidden, firstRow: firstRow, instructionSet)
        head.output?.apply(to: tape.embeddings.pointer, rows: sequences, into: tape.logits.pointer, instructionSet)
    }

    /// From the logits' gradient, which the tape holds in place of the logits, to that of the states.
    ///
    /// - Parameter dStates: `[T, H]`, overwritten; nil when everything below the head is frozen.
    func backward(
        offsets: UnsafeBufferPointer<Int>, _ dropout: PassDropout, firstRow: Int, dStates: UnsafeMutablePointer<Float>?,
        into gradients: GradientBuffers
    ) {
        let sequences = offsets.count - 1
        let (head, dLogits) = (model.head, tape.logits.pointer)
        guard let output = head.output, let dWeight = gradients.pointer(.output(.weight)), let dBias = gradients.pointer(.output(.bias))
        else { preconditionFailure("HeadPass: no output layer") }
        let classes = output.classes
        // z = e · Wᵀ + b
        linearBackward(
            x: tape.embeddings.pointer, dy: dLogits, rows: sequences, inputs: hidden, outputs: classes, dWeight: dWeight, dBias: dBias,
            instructionSet)
        guard dStates != nil || head.projection != nil else { return }
        let dEmbeddings = tape.embeddings.pointer
        product(dLogits, output.weight, rows: sequences, inputs: hidden, outputs: classes, into: dEmbeddings)
        dropout.mask(.embedding)?.apply(to: dEmbeddings, rows: sequences, columns: hidden, firstRow: firstRow, instructionSet)
        // e = u / ‖u‖
        if head.isNormalized {
            let before = head.projection == nil ? tape.pooled.pointer : tape.projected.pointer
            normalizeRowsBackward(dEmbeddings, x: before, rows: sequences, hidden: hidden)
        }
        var dPooled = dEmbeddings
        if let projection = head.projection {
            projectionBackward(projection, dEmbeddings, sequences, gradients)
            guard dStates != nil else { return }
            product(dEmbeddings, projection.weight, rows: sequences, inputs: hidden, outputs: hidden, into: tape.projected.pointer)
            dPooled = tape.projected.pointer
        }
        // p = pool(x)
        if let dStates { poolRowsBackward(dy: dPooled, offsets: offsets, hidden: hidden, head.pooling, dx: dStates) }
    }

    /// u = activation(p · Wpᵀ + b)
    private func projectionBackward(
        _ projection: HeadProjection, _ dEmbeddings: UnsafeMutablePointer<Float>, _ sequences: Int, _ gradients: GradientBuffers
    ) {
        switch projection.activation {
        case .tanh: tanhBackward(dEmbeddings, y: tape.projected.pointer, count: sequences * hidden, instructionSet)
        case .relu: reluBackward(dEmbeddings, y: tape.projected.pointer, count: sequences * hidden, instructionSet)
        }
        guard let dWeight = gradients.pointer(.projection(.weight)), let dBias = gradients.pointer(.projection(.bias)) else { return }
        linearBackward(
            x: tape.pooled.pointer, dy: dEmbeddings, rows: sequences, inputs: hidden, outputs: hidden, dWeight: dWeight, dBias: dBias,
            instructionSet)
    }

    /// dx = dy · W
    private func product(
        _ dy: UnsafePointer<Float>, _ weight: Tensor, rows: Int, inputs: Int, outputs: Int, into dx: UnsafeMutablePointer<Float>
    ) {
        matrixProduct(
            m: rows, n: inputs, k: outputs, MatrixOperand(dy, rowStride: outputs),
            MatrixOperand(weight.storage.pointer, rowStride: inputs), into: dx, rowStride: inputs)
    }
}
