import Encoders
import JSONParsing
import Kernels

/// The files that make a folder open in sentence-transformers as Transformer → Pooling → [Normalize] → Dense, so that
/// `SentenceTransformer(folder).encode(texts)` returns our logits.
struct SentenceTransformersLayout {
    let layout: SentenceLayout
    let hiddenSize: Int
    let classCount: Int
    let maxTokens: Int

    var files: [(path: String, content: JSONValue)] {
        [
            ("modules.json", modules),
            ("sentence_bert_config.json", ["max_seq_length": .int(maxTokens), "do_lower_case": false]),
            (
                "1_Pooling/config.json",
                [
                    "word_embedding_dimension": .int(hiddenSize),
                    "pooling_mode_cls_token": .bool(layout.pooling == .cls),
                    "pooling_mode_mean_tokens": .bool(layout.pooling == .mean),
                    "pooling_mode_max_tokens": false,
                    "pooling_mode_mean_sqrt_len_tokens": false,
                ]
            ),
            (
                Self.denseFolder(layout) + "/config.json",
                [
                    "in_features": .int(hiddenSize), "out_features": .int(classCount), "bias": true,
                    "activation_function": "torch.nn.modules.linear.Identity",
                ]
            ),
        ] + (layout.isNormalized ? [("2_Normalize/config.json", [:])] : [])
    }

    /// Where the head lies.
    static func denseFolder(_ layout: SentenceLayout) -> String { layout.isNormalized ? "3_Dense" : "2_Dense" }

    private var modules: JSONValue {
        let names =
            [("", "Transformer"), ("1_Pooling", "Pooling")] + (layout.isNormalized ? [("2_Normalize", "Normalize")] : [])
            + [(Self.denseFolder(layout), "Dense")]
        return .array(
            names.enumerated().map { index, module in
                [
                    "idx": .int(index), "name": .string("\(index)"), "path": .string(module.0),
                    "type": .string("sentence_transformers.models.\(module.1)"),
                ]
            })
    }
}
