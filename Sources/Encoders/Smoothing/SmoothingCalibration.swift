import Glibc
import Kernels
import Tensors

extension SmoothingFactors {
    /// Finds the factors of a folder's encoder from what its channels do on real texts.
    ///
    ///     factor[j] = max |W[·][j]| ^ (1 - α) / max |x[j]| ^ α        x over all tokens of `sequences`, kept inside `allowed`
    ///
    /// - Parameters:
    ///   - sequences: Token ids of some hundred texts like those that will come.
    ///   - alpha: How much of the unevenness goes to the weights.
    package init(calibrating folder: String, on sequences: [[Int32]], alpha: Float = 0.5) throws(EncoderError) {
        let config = try EncoderConfig(folder: folder)
        let file = try WeightFile(folder: folder, config: config, classifier: .ifPresent)
        let encoder = try SentenceEncoder(folder: folder, layout: SentenceLayout(pooling: .mean, isNormalized: false))
        let peaks = ChannelPeaks(config)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: config.maxTokens, maxSequences: 1)
        for sequence in sequences { try encoder.observe(RaggedBatch([sequence]), workspace: workspace, peaks) }
        var tensors: [String: [Float]] = [:]
        do throws(TensorError) {
            for layer in 0..<config.numHiddenLayers {
                for part in Self.parts {
                    let weight = try file.parameter(.layer(layer, part, .weight))
                    let weightPeaks = columnPeaks(weight.storage.pointer, rows: weight.shape[0], columns: weight.shape[1])
                    tensors[Self.name(layer: layer, part)] = zip(weightPeaks, peaks.of(layer: layer, part)).map { weight, activation in
                        guard weight > 0, activation > 0 else { return 1 }
                        let factor = powf(weight, 1 - alpha) / powf(activation, alpha)
                        return min(max(factor, Self.allowed.lowerBound), Self.allowed.upperBound)
                    }
                }
            }
        } catch { throw .weights(error) }
        self.init(tensors)
    }
}

/// The largest magnitude that each input channel of each product has had.
final class ChannelPeaks {
    private var peaks: [String: [Float]] = [:]

    init(_ config: EncoderConfig) {
        for layer in 0..<config.numHiddenLayers {
            for part in SmoothingFactors.parts {
                peaks[SmoothingFactors.name(layer: layer, part)] = [Float](repeating: 0, count: config.hiddenSize)
            }
        }
    }

    func of(layer: Int, _ part: ParameterRole.LayerPart) -> [Float] { peaks[SmoothingFactors.name(layer: layer, part)] ?? [] }

    /// - Parameter x: `[rows, inputs of the part]`.
    func add(_ x: UnsafePointer<Float>, rows: Int, layer: Int, _ part: ParameterRole.LayerPart) {
        let name = SmoothingFactors.name(layer: layer, part)
        guard let known = peaks[name] else { return }
        peaks[name] = zip(known, columnPeaks(x, rows: rows, columns: known.count)).map { max($0, $1) }
    }
}

/// A forward pass of serving that shows what its products read.
struct ObservingHooks: PassHooks {
    let serving: ServingHooks
    let peaks: ChannelPeaks
    let rows: Int

    var embedded: UnsafeMutablePointer<Float> { serving.embedded }

    func buffers(layer: Int) -> LayerBuffers { serving.buffers(layer: layer) }

    func attend(layer: Int, offsets: UnsafeBufferPointer<Int>, _ instructionSet: InstructionSet) {
        serving.attend(layer: layer, offsets: offsets, instructionSet)
        peaks.add(serving.layer.context, rows: rows, layer: layer, .attentionOutput)
    }

    func normalize(
        _ place: NormPlace, _ x: UnsafeMutablePointer<Float>, adding residual: UnsafePointer<Float>?, rows: Int,
        _ norm: EncoderWeights.Norm, epsilon: Float, _ instructionSet: InstructionSet
    ) {
        serving.normalize(place, x, adding: residual, rows: rows, norm, epsilon: epsilon, instructionSet)
        switch place {
        case .embeddings: peaks.add(x, rows: rows, layer: 0, .queryKeyValue)
        case .attention(let layer): peaks.add(x, rows: rows, layer: layer, .intermediate)
        case .output(let layer): peaks.add(x, rows: rows, layer: layer + 1, .queryKeyValue)
        }
    }
}

private func columnPeaks(_ x: UnsafePointer<Float>, rows: Int, columns: Int) -> [Float] {
    var peaks = [Float](repeating: 0, count: columns)
    for row in 0..<rows {
        for column in 0..<columns { peaks[column] = max(peaks[column], abs(x[row * columns + column])) }
    }
    return peaks
}
