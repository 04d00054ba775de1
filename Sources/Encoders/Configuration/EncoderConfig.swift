package import JSONParsing

/// What `config.json` says of an encoder. Every size is checked against a bound, so that products of two sizes cannot overflow.
///
/// Fields that do not change the forward pass (dropout, initializer, versions) are left alone. A field that would change it in a way
/// that is not built, a causal mask for one, is an error.
package struct EncoderConfig: Equatable, Sendable {
    package let family: EncoderFamily
    package let vocabSize: Int
    package let hiddenSize: Int
    package let numHiddenLayers: Int
    package let numAttentionHeads: Int
    package let intermediateSize: Int
    /// Rows of the table of positions. See `maxTokens`.
    package let maxPositionEmbeddings: Int
    /// Rows of the table of segments; 0 where the family has none.
    package let typeVocabSize: Int
    package let layerNormEps: Float
    /// The position of the first token: RoBERTa counts on from its padding id, the others from 0.
    package let positionOffset: Int
    /// The names of `id2label` in the order of their ids; nil when there is none.
    package let labels: [String]?
    /// The first of `architectures`: the class that the folder was saved from.
    package let architecture: String?

    package var headSize: Int { hiddenSize / numAttentionHeads }
    /// How long a sequence may be.
    package var maxTokens: Int { maxPositionEmbeddings - positionOffset }

    /// Reads `config.json` of `folder`.
    package init(folder: String) throws(EncoderError) {
        try self.init(JSONFields(reading: "config.json", in: folder))
    }

    /// - Parameter object: The content of a `config.json`.
    package init(_ object: JSONObject) throws(EncoderError) {
        try self.init(JSONFields(file: "config.json", object: object))
    }

    private init(_ fields: JSONFields) throws(EncoderError) {
        let type = try fields.string("model_type")
        guard let family = EncoderFamily(rawValue: type) else {
            throw .unsupportedModelType(found: type, supported: EncoderFamily.allCases.map(\.rawValue))
        }
        self.family = family
        let keys = SizeKeys(family)
        vocabSize = try fields.int("vocab_size", in: 1...1 << 20)
        hiddenSize = try fields.int(keys.hidden, in: 1...1 << 14)
        numHiddenLayers = try fields.int(keys.layers, in: 1...256)
        numAttentionHeads = try fields.int(keys.heads, in: 1...256)
        intermediateSize = try fields.int(keys.intermediate, in: 1...1 << 16)
        maxPositionEmbeddings = try fields.int("max_position_embeddings", in: 1...1 << 14)
        typeVocabSize = family == .distilbert ? 0 : try fields.int("type_vocab_size", in: 1...64)
        positionOffset = family == .roberta ? try fields.int("pad_token_id", in: 0...1 << 14, default: 1) + 1 : 0
        guard positionOffset < maxPositionEmbeddings else {
            throw fields.bad("pad_token_id", "an id below max_position_embeddings - 1", .int(positionOffset - 1))
        }
        guard hiddenSize % numAttentionHeads == 0 else { throw .heads(hiddenSize: hiddenSize, numAttentionHeads: numAttentionHeads) }
        layerNormEps = family == .distilbert ? 1e-12 : try Self.epsilon(fields)
        try fields.require(keys.activation, "gelu")
        try fields.require("position_embedding_type", "absolute")
        try fields.require("problem_type", "single_label_classification")
        for flag in ["is_decoder", "add_cross_attention"] where try fields.bool(flag, default: false) {
            throw fields.bad(flag, "false", true)
        }
        labels = try Self.labels(fields)
        architecture = fields.value("architectures")?.array?.first?.string
    }

    /// The names that a family has for its sizes.
    private struct SizeKeys {
        let hidden, layers, heads, intermediate, activation: String

        init(_ family: EncoderFamily) {
            switch family {
            case .bert, .roberta:
                (hidden, layers, heads) = ("hidden_size", "num_hidden_layers", "num_attention_heads")
                (intermediate, activation) = ("intermediate_size", "hidden_act")
            case .distilbert:
                (hidden, layers, heads) = ("dim", "n_layers", "n_heads")
                (intermediate, activation) = ("hidden_dim", "activation")
            }
        }
    }

    private static func epsilon(_ fields: JSONFields) throws(EncoderError) -> Float {
        guard let value = fields.value("layer_norm_eps") else { return 1e-12 }
        guard let number = value.double, number > 1e-30, number <= 0.1 else {
            throw fields.bad("layer_norm_eps", "a number above 0, at most 0.1", value)
        }
        return Float(number)
    }

    private static func labels(_ fields: JSONFields) throws(EncoderError) -> [String]? {
        guard let value = fields.value("id2label") else { return nil }
        guard let members = value.object?.members, (1...1 << 14).contains(members.count) else {
            throw fields.bad("id2label", "an object of label names", value)
        }
        var labels = [String?](repeating: nil, count: members.count)
        for (key, value) in members {
            guard let id = Int(key), labels.indices.contains(id), labels[id] == nil, let name = value.string else {
                throw fields.bad("id2label", "ids from \"0\" on without a gap, each with a name", .object(JSONObject([(key, value)])))
            }
            labels[id] = name
        }
        return labels.compactMap(\.self)
    }
}
