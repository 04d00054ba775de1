import Kernels
import Tensors

/// The weights of an encoder in bytes, packed for products: a quarter of `EncoderWeights`.
///
/// Read one by one, and the float32 copy of each is let go before the next: the peak is the bytes and one matrix of float32.
struct QuantizedWeights: Sendable {
    struct Layer: Sendable {
        let queryKeyValue: QuantizedMatrix
        let attentionOutput: QuantizedMatrix
        let attentionNorm: EncoderWeights.Norm
        let intermediate: QuantizedMatrix
        let output: QuantizedMatrix
        let outputNorm: EncoderWeights.Norm
    }

    let words: QuantizedTable
    /// Positions with the one segment added, float32.
    let positions: Tensor
    let embeddingNorm: EncoderWeights.Norm
    let layers: [Layer]

    /// - Parameter smoothing: What the inputs of each product are multiplied by; nil for none.
    init(
        _ source: borrowing some ParameterSource & ~Copyable, config: EncoderConfig, smoothing: SmoothingFactors?
    ) throws(TensorError) {
        let words = QuantizedTable(rows: config.vocabSize, columns: config.hiddenSize)
        try source.forEachBlock(of: .words) { first, rows in words.put(rows, at: first) }
        self.words = words
        positions = try source.parameter(.positions)
        if config.typeVocabSize > 0 {
            let segments = try source.parameter(.segments)
            for row in 0..<positions.shape[0] {
                for column in 0..<config.hiddenSize {
                    positions.storage.elements[row * config.hiddenSize + column] += segments.elements[column]
                }
            }
        }
        func norm(_ weight: ParameterRole, _ bias: ParameterRole) throws(TensorError) -> EncoderWeights.Norm {
            EncoderWeights.Norm(gamma: try source.parameter(weight), beta: try source.parameter(bias))
        }
        embeddingNorm = try norm(.embeddingNorm(.weight), .embeddingNorm(.bias))
        var layers: [Layer] = []
        for index in 0..<config.numHiddenLayers {
            func matrix(_ part: ParameterRole.LayerPart) throws(TensorError) -> QuantizedMatrix {
                QuantizedMatrix(
                    weight: try source.parameter(.layer(index, part, .weight)), bias: try source.parameter(.layer(index, part, .bias)),
                    smoothing: smoothing?.factors(layer: index, part))
            }
            func norm(_ part: ParameterRole.LayerPart) throws(TensorError) -> EncoderWeights.Norm {
                EncoderWeights.Norm(
                    gamma: try source.parameter(.layer(index, part, .weight)), beta: try source.parameter(.layer(index, part, .bias)))
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
