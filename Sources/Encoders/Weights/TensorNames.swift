/// The names that Hugging Face gives to the tensors of a role.
struct TensorNames: Equatable {
    /// One, or the three whose rows make up query, key and value.
    let names: [String]
    /// Part of the encoder, so that the family's prefix comes before it where there is one; the rest of the head has none.
    let isInEncoder: Bool

    init(_ role: ParameterRole, _ family: EncoderFamily) {
        isInEncoder =
            switch role {
            case .projection: family == .bert
            case .output: false
            default: true
            }
        names =
            switch role {
            case .words: ["embeddings.word_embeddings.weight"]
            case .positions: ["embeddings.position_embeddings.weight"]
            case .segments: ["embeddings.token_type_embeddings.weight"]
            case .embeddingNorm(let side): ["embeddings.LayerNorm" + side.suffix]
            case .layer(let index, let part, let side): Self.parts(part, family).map { Self.layer(index, family) + $0 + side.suffix }
            case .projection(let side): [Self.projection(family) + side.suffix]
            case .output(let side): [(family == .roberta ? "classifier.out_proj" : "classifier") + side.suffix]
            }
    }

    private static func layer(_ index: Int, _ family: EncoderFamily) -> String {
        family == .distilbert ? "transformer.layer.\(index)." : "encoder.layer.\(index)."
    }

    private static func projection(_ family: EncoderFamily) -> String {
        switch family {
        case .bert: "pooler.dense"
        case .roberta: "classifier.dense"
        case .distilbert: "pre_classifier"
        }
    }

    private static func parts(_ part: ParameterRole.LayerPart, _ family: EncoderFamily) -> [String] {
        switch (part, family) {
        case (.queryKeyValue, .distilbert): ["attention.q_lin", "attention.k_lin", "attention.v_lin"]
        case (.attentionOutput, .distilbert): ["attention.out_lin"]
        case (.attentionNorm, .distilbert): ["sa_layer_norm"]
        case (.intermediate, .distilbert): ["ffn.lin1"]
        case (.output, .distilbert): ["ffn.lin2"]
        case (.outputNorm, .distilbert): ["output_layer_norm"]
        case (.queryKeyValue, _): ["attention.self.query", "attention.self.key", "attention.self.value"]
        case (.attentionOutput, _): ["attention.output.dense"]
        case (.attentionNorm, _): ["attention.output.LayerNorm"]
        case (.intermediate, _): ["intermediate.dense"]
        case (.output, _): ["output.dense"]
        case (.outputNorm, _): ["output.LayerNorm"]
        }
    }

    /// Tensors that no classification reads: the heads of pre-training, and what some versions of transformers save as weights that is
    /// none. Names in the encoder come first, without prefix.
    static func harmlessExtras(_ family: EncoderFamily, readsPooler: Bool) -> (inEncoder: [String], outside: [String]) {
        func both(_ names: String...) -> [String] { names.flatMap { [$0 + ".weight", $0 + ".bias"] } }
        let inEncoder = ["embeddings.position_ids", "embeddings.token_type_ids"] + (readsPooler ? [] : both("pooler.dense"))
        switch family {
        case .bert:
            return (
                inEncoder,
                both("cls.predictions.decoder", "cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm")
                    + both("cls.seq_relationship") + ["cls.predictions.bias"]
                    + ["cls.predictions.transform.LayerNorm.gamma", "cls.predictions.transform.LayerNorm.beta"]
            )
        case .roberta: return (inEncoder, both("lm_head.decoder", "lm_head.dense", "lm_head.layer_norm") + ["lm_head.bias"])
        case .distilbert: return (inEncoder, both("vocab_transform", "vocab_layer_norm", "vocab_projector"))
        }
    }
}

extension ParameterRole.Part {
    var suffix: String { self == .weight ? ".weight" : ".bias" }
}
