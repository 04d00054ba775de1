import Encoders
import Tensors

/// One buffer for the gradient of each parameter of a model, in the order of `ModelParameters.parameters`. The gradient of the word table
/// has the rows that are in use alone; that of a frozen parameter is empty.
///
/// `@unchecked Sendable` because it belongs to one thread during a pass, and between passes its parts are dealt out.
final class GradientBuffers: @unchecked Sendable {
    let buffers: [AlignedBuffer<Float>]
    private let parameters: ModelParameters

    /// - Parameters:
    ///   - wordRows: Rows of the word table that are in use.
    ///   - isFrozen: Whether a parameter has no gradient.
    init(_ parameters: ModelParameters, wordRows: Int, isFrozen: (ParameterRole) -> Bool) {
        self.parameters = parameters
        buffers = parameters.parameters.map { parameter in
            let role = parameter.role
            if isFrozen(role) { return AlignedBuffer(count: 0) }
            return AlignedBuffer(count: role == .words ? wordRows * parameter.tensor.shape[1] : parameter.tensor.count)
        }
    }

    /// The gradient of a role; nil when it is frozen, or the model has no such parameter.
    func pointer(_ role: ParameterRole) -> UnsafeMutablePointer<Float>? {
        guard let index = parameters.index(role), buffers[index].count > 0 else { return nil }
        return buffers[index].pointer
    }

    func clear(_ index: Int) { buffers[index].pointer.update(repeating: 0, count: buffers[index].count) }
}
