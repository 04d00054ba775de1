package import Kernels
package import Tensors

/// The weights of an encoder, packed for products.
///
/// Read from a file, matrices are packed one by one and their plain copy is let go: the peak is the weights once, plus one layer.
/// Made from parameters in training, tables and norms are those of the parameters themselves, and `repack` follows a step.
package struct EncoderWeights: Sendable {
    package struct Norm: Sendable {
        package let gamma: Tensor
        package let beta: Tensor
    }

    package struct Layer: Sendable {
        /// Query, key and value as one product of 3H outputs.
        package let queryKeyValue: PackedMatrix
        package let attentionOutput: PackedMatrix
        package let attentionNorm: Norm
        package let intermediate: PackedMatrix
        package let output: PackedMatrix
        package let outputNorm: Norm
    }

    package let words: Tensor
    package let positions: Tensor
    package let segments: Tensor?
    package let embeddingNorm: Norm
    package let layers: [Layer]

    init(_ source: borrowing some ParameterSource & ~Copyable, config: EncoderConfig) throws(TensorError) {
        words = try source.parameter(.words)
        positions = try source.parameter(.positions)
        segments = config.typeVocabSize > 0 ? try source.parameter(.segments) : nil
        embeddingNorm = Norm(gamma: try source.parameter(.embeddingNorm(.weight)), beta: try source.parameter(.embeddingNorm(.bias)))
        var layers: [Layer] = []
        for index in 0..<config.numHiddenLayers {
            func part(_ part: ParameterRole.LayerPart, _ side: ParameterRole.Part) throws(TensorError) -> Tensor {
                try source.parameter(.layer(index, part, side))
            }
            func matrix(_ name: ParameterRole.LayerPart) throws(TensorError) -> PackedMatrix {
                PackedMatrix(weight: try part(name, .weight), bias: try part(name, .bias))
            }
            func norm(_ name: ParameterRole.LayerPart) throws(TensorError) -> Norm {
                Norm(gamma: try part(name, .weight), beta: try part(name, .bias))
            }
            layers.append(
                Layer(
                    queryKeyValue: try matrix(.queryKeyValue), attentionOutput: try matrix(.attentionOutput),
                    attentionNorm: try norm(.attentionNorm), intermediate: try matrix(.intermediate), output: try matrix(.output),
                    outputNorm: try norm(.outputNorm)))
        }
        self.layers = layers
    }
}

extension EncoderWeights.Layer {
    package func matrix(_ part: ParameterRole.LayerPart) -> PackedMatrix? {
        switch part {
        case .queryKeyValue: queryKeyValue
        case .attentionOutput: attentionOutput
        case .intermediate: intermediate
        case .output: output
        case .attentionNorm, .outputNorm: nil
        }
    }
}
