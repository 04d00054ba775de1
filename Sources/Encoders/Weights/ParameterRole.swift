/// What a parameter is for, whatever a family calls it.
///
/// Query, key and value are one parameter of 3H rows, in that order: they read the same input, and one product serves all three.
package enum ParameterRole: Hashable, Sendable {
    package enum Part: Sendable, CaseIterable { case weight, bias }

    package enum LayerPart: Sendable, CaseIterable {
        case queryKeyValue, attentionOutput, attentionNorm, intermediate, output, outputNorm

        package var isNorm: Bool { self == .attentionNorm || self == .outputNorm }
    }

    /// Where a parameter stands in the stack, for learning rates that fall with depth.
    package enum Place: Hashable, Sendable {
        case embeddings
        case layer(Int)
        case head
    }

    case words
    case positions
    case segments
    case embeddingNorm(Part)
    case layer(Int, LayerPart, Part)
    /// The first of the two layers of a classification head.
    case projection(Part)
    /// The layer whose outputs are the logits.
    case output(Part)

    package var place: Place {
        switch self {
        case .words, .positions, .segments, .embeddingNorm: .embeddings
        case .layer(let index, _, _): .layer(index)
        case .projection, .output: .head
        }
    }

    /// True for matrices and tables: weight decay leaves biases and LayerNorm alone, as is usual since Devlin et al. 2018.
    package var isDecayed: Bool {
        switch self {
        case .words, .positions, .segments: true
        case .embeddingNorm: false
        case .layer(_, let part, .weight): !part.isNorm
        case .projection(.weight), .output(.weight): true
        case .layer(_, _, .bias), .projection(.bias), .output(.bias): false
        }
    }

    /// The parameters of a model, in the order in which they lie in files and checkpoints.
    static func all(of config: EncoderConfig, hasProjection: Bool, hasOutput: Bool) -> [ParameterRole] {
        var roles: [ParameterRole] = [.words, .positions]
        if config.typeVocabSize > 0 { roles.append(.segments) }
        roles += Part.allCases.map(ParameterRole.embeddingNorm)
        for layer in 0..<config.numHiddenLayers {
            for part in LayerPart.allCases { roles += Part.allCases.map { .layer(layer, part, $0) } }
        }
        if hasProjection { roles += Part.allCases.map(ParameterRole.projection) }
        if hasOutput { roles += Part.allCases.map(ParameterRole.output) }
        return roles
    }

    /// - Parameter classes: C, for the output.
    func shape(_ config: EncoderConfig, classes: Int) -> [Int] {
        let hidden = config.hiddenSize
        switch self {
        case .words: return [config.vocabSize, hidden]
        case .positions: return [config.maxPositionEmbeddings, hidden]
        case .segments: return [config.typeVocabSize, hidden]
        case .embeddingNorm: return [hidden]
        case .layer(_, let part, let side):
            let (outputs, inputs): (Int, Int) =
                switch part {
                case .queryKeyValue: (3 * hidden, hidden)
                case .attentionOutput: (hidden, hidden)
                case .intermediate: (config.intermediateSize, hidden)
                case .output: (hidden, config.intermediateSize)
                case .attentionNorm, .outputNorm: (hidden, 0)
                }
            return side == .bias || part.isNorm ? [outputs] : [outputs, inputs]
        case .projection(let side): return side == .bias ? [hidden] : [hidden, hidden]
        case .output(let side): return side == .bias ? [classes] : [classes, hidden]
        }
    }
}
