import Kernels
import Tensors

/// The weights of an encoder, checked, copied into memory of our own, and packed.
///
/// Matrices are packed one by one as they are read, and their plain copy is let go: the peak is the weights once, plus one layer.
struct EncoderWeights: Sendable {
    struct Norm: Sendable {
        let gamma: Tensor
        let beta: Tensor
    }

    struct Layer: Sendable {
        /// Query, key and value as one product of 3H outputs.
        let queryKeyValue: PackedMatrix
        let attentionOutput: PackedMatrix
        let attentionNorm: Norm
        let intermediate: PackedMatrix
        let output: PackedMatrix
        let outputNorm: Norm
    }

    let words: Tensor
    let positions: Tensor
    let segments: Tensor
    let embeddingNorm: Norm
    let layers: [Layer]

    /// Reads `model.safetensors` of `folder`.
    init(folder: String, config: EncoderConfig) throws(EncoderError) {
        let name = "model.safetensors"
        do throws(TensorError) {
            try self.init(SafetensorsFile(reading: folder + "/" + name), config: config)
        } catch .file(let error) {
            throw .file(error)
        } catch {
            throw .tensors(file: name, error)
        }
    }

    private init(_ file: consuming SafetensorsFile, config: EncoderConfig) throws(TensorError) {
        let table = WeightTable(for: config, names: file.names)
        try table.check(file.header)
        // What no layer uses is read once all the same: a file that holds NaN or infinity anywhere is refused.
        for name in table.harmlessExtras where file.header.entries[name]?.dtype.isReadable == true { _ = try file.tensor(name) }
        let reader = Reader(file: file, prefix: table.prefix)
        words = try reader.tensor(BERTNames.words)
        positions = try reader.tensor(BERTNames.positions)
        segments = try reader.tensor(BERTNames.segments)
        embeddingNorm = try reader.norm(BERTNames.embeddingNorm)
        var layers: [Layer] = []
        for index in 0..<config.numHiddenLayers {
            let names = BERTNames(layer: index)
            layers.append(
                Layer(
                    queryKeyValue: try reader.matrix(names.query, names.key, names.value),
                    attentionOutput: try reader.matrix(names.attentionOutput), attentionNorm: try reader.norm(names.attentionNorm),
                    intermediate: try reader.matrix(names.intermediate), output: try reader.matrix(names.output),
                    outputNorm: try reader.norm(names.outputNorm)))
        }
        self.layers = layers
    }

    private struct Reader: ~Copyable {
        let file: SafetensorsFile
        let prefix: String

        func tensor(_ name: String) throws(TensorError) -> Tensor { try file.tensor(prefix + name) }

        func norm(_ name: String) throws(TensorError) -> Norm {
            Norm(gamma: try tensor(name + ".weight"), beta: try tensor(name + ".bias"))
        }

        func matrix(_ names: String...) throws(TensorError) -> PackedMatrix {
            var parts: [(weight: Tensor, bias: Tensor)] = []
            for name in names { parts.append((try tensor(name + ".weight"), try tensor(name + ".bias"))) }
            return PackedMatrix(parts)
        }
    }
}
