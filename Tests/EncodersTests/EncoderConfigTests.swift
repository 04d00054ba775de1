import DurableFiles
import Encoders
import JSONParsing
import Testing

struct EncoderConfigTests {
    static let good: JSONObject = JSONObject([
        ("model_type", "bert"), ("vocab_size", 100), ("hidden_size", 32), ("num_hidden_layers", 2), ("num_attention_heads", 4),
        ("intermediate_size", 40), ("max_position_embeddings", 50), ("type_vocab_size", 2), ("layer_norm_eps", .double(1e-12)),
        ("hidden_act", "gelu"), ("position_embedding_type", "absolute"), ("use_cache", true), ("id2label", ["1": "b", "0": "a"]),
    ])

    @Test("a good configuration is read, labels in the order of their ids")
    func reads() throws {
        let config = try EncoderConfig(Self.good)
        #expect(config.family == .bert && config.vocabSize == 100 && config.hiddenSize == 32 && config.numHiddenLayers == 2)
        #expect(config.numAttentionHeads == 4 && config.headSize == 8 && config.intermediateSize == 40)
        #expect(config.maxPositionEmbeddings == 50 && config.typeVocabSize == 2 && config.layerNormEps == 1e-12)
        #expect(config.labels == ["a", "b"])
    }

    @Test(
        "what transformers leaves out has the value that it has there",
        arguments: ["layer_norm_eps", "hidden_act", "position_embedding_type"])
    func defaults(field: String) throws {
        var object = Self.good
        object[field] = nil
        #expect(try EncoderConfig(object) == EncoderConfig(Self.good))
        object["id2label"] = nil
        #expect(try EncoderConfig(object).labels == nil)
    }

    @Test(
        "sizes that are missing, not integers, or out of bounds",
        arguments: [
            "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "max_position_embeddings",
            "type_vocab_size",
        ])
    func sizes(field: String) {
        #expect(error(field, nil) == .missingField(file: "config.json", field: field))
        #expect(error(field, .null) == .missingField(file: "config.json", field: field))
        for value: JSONValue in [0, -1, "32", .double(1.5), .int(1 << 40), .number(JSONNumber(text: "1e3")), []] {
            guard case .badField("config.json", field, _, JSONWriter.compactText(value)) = error(field, value) else {
                Issue.record("\(field) = \(value) is accepted")
                continue
            }
        }
    }

    @Test("settings that would change the forward pass in a way that is not built")
    func settings() {
        #expect(error("model_type", "llama") == .unsupportedModelType(found: "llama", supported: ["bert", "roberta", "distilbert"]))
        #expect(error("model_type", nil) == .missingField(file: "config.json", field: "model_type"))
        #expect(error("num_attention_heads", 5) == .heads(hiddenSize: 32, numAttentionHeads: 5))
        func bad(_ field: String, _ value: JSONValue, _ expected: String) {
            #expect(
                error(field, value)
                    == .badField(file: "config.json", field: field, expected: expected, found: JSONWriter.compactText(value)))
        }
        bad("hidden_act", "relu", "gelu")
        bad("hidden_act", 1, "gelu")
        bad("position_embedding_type", "relative_key", "absolute")
        bad("is_decoder", true, "false")
        bad("add_cross_attention", true, "false")
        bad("is_decoder", "yes", "true or false")
        bad("layer_norm_eps", 0, "a number above 0, at most 0.1")
        bad("layer_norm_eps", "small", "a number above 0, at most 0.1")
        bad("layer_norm_eps", .number(JSONNumber(text: "1e999")), "a number above 0, at most 0.1")
        bad("id2label", [], "an object of label names")
        bad("id2label", [:], "an object of label names")
        bad("id2label", ["1": "b"], "ids from \"0\" on without a gap, each with a name")
        bad("id2label", ["0": 5], "ids from \"0\" on without a gap, each with a name")
    }

    @Test("a file that is missing, no JSON, or no object")
    func files() throws {
        let tiny = try TinyEncoder()
        try tiny.write("{", "config.json")
        #expect(tiny.loadError() == .json(file: "config.json", .unexpectedEnd(offset: 1)))
        try tiny.write("[]", "config.json")
        #expect(tiny.loadError() == .notAnObject(file: "config.json"))
        try tiny.remove("config.json")
        guard case .file(let reason) = tiny.loadError() else {
            Issue.record("no error")
            return
        }
        #expect(reason.isMissing)
    }

    private func error(_ field: String, _ value: JSONValue?) -> EncoderError? {
        var object = Self.good
        object[field] = value
        do throws(EncoderError) {
            _ = try EncoderConfig(object)
            return nil
        } catch { return error }
    }
}
