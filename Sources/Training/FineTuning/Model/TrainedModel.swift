import Encoders
import Kernels

/// A model in training: its parameters, and the forms of them that products read. A step changes the parameters and then packs them again.
///
/// `@unchecked Sendable` because passes only read it, and steps change it between passes, each part by one thread.
final class TrainedModel: @unchecked Sendable {
    let parameters: ModelParameters
    let weights: EncoderWeights
    let head: ModelHead
    /// The matrices of every layer once more, for the gradients of their inputs.
    private let transposed: [[ParameterRole.LayerPart: TransposedMatrix]]

    var config: EncoderConfig { parameters.config }

    /// - Parameter lowestTrained: The first layer that gradients go through.
    init(_ parameters: ModelParameters, lowestTrained: Int) {
        self.parameters = parameters
        weights = parameters.makeWeights()
        head = parameters.makeHead()
        transposed = (0..<parameters.config.numHiddenLayers).map { layer in
            guard layer >= lowestTrained else { return [:] }
            var matrices: [ParameterRole.LayerPart: TransposedMatrix] = [:]
            for part in ParameterRole.LayerPart.allCases where !part.isNorm {
                matrices[part] = parameters[.layer(layer, part, .weight)].map { TransposedMatrix($0) }
            }
            return matrices
        }
    }

    func transposed(_ layer: Int, _ part: ParameterRole.LayerPart) -> TransposedMatrix {
        guard let matrix = transposed[layer][part] else { preconditionFailure("TrainedModel: layer \(layer) is frozen") }
        return matrix
    }

    /// Packs the matrix of a role again, if it is one. A weight stands before its bias, and packing reads both: call it for the bias.
    func repack(_ role: ParameterRole) {
        switch role {
        case .layer(let index, let part, .bias):
            guard let weight = parameters[.layer(index, part, .weight)], let bias = parameters[role] else { return }
            weights.layers[index].matrix(part)?.repack(weight: weight, bias: bias)
            transposed[index][part]?.repack(weight)
        // Each on its own: another thread may be changing the other.
        case .projection(.bias): head.projection?.repack()
        case .output(.bias): head.output?.repack()
        default: break
        }
    }
}
