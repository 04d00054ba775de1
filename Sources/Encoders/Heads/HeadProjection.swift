package import Kernels
package import Tensors

/// The function between the two layers of a classification head.
package enum HeadActivation: Equatable, Sendable {
    case tanh
    case relu

    /// Applies it to `count` elements in place.
    package func apply(to x: UnsafeMutablePointer<Float>, count: Int, _ instructionSet: InstructionSet) {
        switch self {
        case .tanh: ElementwiseFunction.tanh.apply(to: x, count: count, instructionSet)
        case .relu: Kernels.relu(x, count: count, instructionSet)
        }
    }
}

/// The first layer of a classification head, on the first token's state: `embedding = activation(W · state + b)`.
///
/// Matches BertPooler, and the first layer of RobertaClassificationHead and of DistilBertForSequenceClassification.
package final class HeadProjection: Sendable {
    /// `[H, H]`.
    package let weight: Tensor
    /// `[H]`.
    package let bias: Tensor
    package let activation: HeadActivation
    private let packed: PackedMatrix

    /// - Precondition: `weight` is `[H, H]` and `bias` is `[H]`.
    package init(weight: Tensor, bias: Tensor, activation: HeadActivation) {
        self.weight = weight
        self.bias = bias
        self.activation = activation
        packed = PackedMatrix(weight: weight, bias: bias)
    }

    /// Lays the weights out again after a step of training has changed them in place. Not while another thread reads them.
    package func repack() { packed.repack(weight: weight, bias: bias) }

    /// - Parameters:
    ///   - states: `[rows, H]`.
    ///   - embeddings: `[rows, H]`, overwritten; apart from `states`.
    package func apply(
        to states: UnsafePointer<Float>, rows: Int, into embeddings: UnsafeMutablePointer<Float>, _ instructionSet: InstructionSet = .best
    ) {
        packed.apply(to: states, rows: rows, into: embeddings, instructionSet)
        activation.apply(to: embeddings, count: rows * bias.count, instructionSet)
    }
}
