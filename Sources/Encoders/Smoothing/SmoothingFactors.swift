import DurableFiles
package import Tensors

/// What the inputs of each product are multiplied by before they are quantized, by layer, part and channel.
///
/// A channel that is large in every text would take the whole range of a byte for itself: it is made smaller, and its weights larger.
/// Source: Xiao et al. 2023 (SmoothQuant), arXiv:2211.10438, eq. 4.
package struct SmoothingFactors: Equatable, Sendable {
    package static let fileName = "smoothing.safetensors"
    package static let allowed: ClosedRange<Float> = 1e-3...1e3

    /// By tensor name: see `name`.
    private let tensors: [String: [Float]]

    init(_ tensors: [String: [Float]]) { self.tensors = tensors }

    /// The parts of a layer whose inputs are smoothed. The output's are what GELU gives: its large values come and go from token to
    /// token, and smoothing made them worse (models/README.md has the figures).
    package static let parts: [ParameterRole.LayerPart] = [.queryKeyValue, .attentionOutput, .intermediate]

    static func name(layer: Int, _ part: ParameterRole.LayerPart) -> String {
        let name =
            switch part {
            case .queryKeyValue: "query_key_value"
            case .attentionOutput: "attention_output"
            default: "intermediate"
            }
        return "layers.\(layer).\(name)"
    }

    /// `[inputs]`.
    package func factors(layer: Int, _ part: ParameterRole.LayerPart) -> [Float]? {
        Self.parts.contains(part) ? tensors[Self.name(layer: layer, part)] : nil
    }

    /// For a safetensors file.
    package var fileTensors: [(name: String, tensor: Tensor)] {
        tensors.sorted { $0.key < $1.key }.map { ($0.key, Tensor(shape: [$0.value.count], $0.value)) }
    }

    /// Reads the file of a folder; nil when there is none.
    ///
    /// - Throws: When it has not just the tensors that `config` asks for, or a factor outside `allowed`.
    package init?(folder: String, config: EncoderConfig) throws(EncoderError) {
        var tensors: [String: [Float]] = [:]
        do throws(TensorError) {
            let file = try SafetensorsFile(reading: folder + "/" + Self.fileName)
            for layer in 0..<config.numHiddenLayers {
                for part in Self.parts {
                    let name = Self.name(layer: layer, part)
                    tensors[name] = try file.tensor(name, shape: [config.hiddenSize]).array
                }
            }
            if let extra = file.names.first(where: { tensors[$0] == nil }) { throw .unexpectedTensor(extra) }
        } catch .file(let error) {
            if error.isMissing { return nil }
            throw .file(error)
        } catch {
            throw .tensors(file: Self.fileName, error)
        }
        for (name, factors) in tensors {
            if let index = factors.firstIndex(where: { !Self.allowed.contains($0) }) {
                throw .smoothingFactor(tensor: name, index: index, value: factors[index])
            }
        }
        self.tensors = tensors
    }
}
