import Encoders
import JSONParsing
import Testing

/// `EncoderConfig` of the families besides BERT.
struct FamilyConfigTests {
    static let roberta: JSONObject = {
        var object = EncoderConfigTests.good
        object["model_type"] = "roberta"
        object["pad_token_id"] = 1
        object["type_vocab_size"] = 1
        object["layer_norm_eps"] = .double(1e-5)
        return object
    }()

    static let distilbert: JSONObject = JSONObject([
        ("model_type", "distilbert"), ("vocab_size", 100), ("dim", 32), ("n_layers", 3), ("n_heads", 4), ("hidden_dim", 40),
        ("max_position_embeddings", 50), ("activation", "gelu"), ("pad_token_id", 0), ("sinusoidal_pos_embds", false),
        ("architectures", ["DistilBertForMaskedLM"]),
    ])

    @Test("RoBERTa has BERT's keys, and counts positions on from its padding id")
    func readsRoberta() throws {
        let config = try EncoderConfig(Self.roberta)
        #expect(config.family == .roberta && config.hiddenSize == 32 && config.typeVocabSize == 1 && config.layerNormEps == 1e-5)
        #expect(config.positionOffset == 2 && config.maxPositionEmbeddings == 50 && config.maxTokens == 48)
        var object = Self.roberta
        object["pad_token_id"] = 5
        #expect(try EncoderConfig(object).positionOffset == 6 && EncoderConfig(object).maxTokens == 44)
        object["pad_token_id"] = nil
        #expect(try EncoderConfig(object).positionOffset == 2, "transformers' own default is 1")
        object["pad_token_id"] = .null
        #expect(try EncoderConfig(object).positionOffset == 2)
    }

    @Test("DistilBERT has names of its own, no segments, and an epsilon that is not in its file")
    func readsDistilBERT() throws {
        let config = try EncoderConfig(Self.distilbert)
        #expect(config.family == .distilbert && config.hiddenSize == 32 && config.numHiddenLayers == 3 && config.numAttentionHeads == 4)
        #expect(config.intermediateSize == 40 && config.typeVocabSize == 0 && config.layerNormEps == 1e-12)
        #expect(config.positionOffset == 0 && config.maxTokens == 50)
        #expect(config.architecture == "DistilBertForMaskedLM" && config.labels == nil)
        var object = Self.distilbert
        object["layer_norm_eps"] = .double(1e-5)
        object["type_vocab_size"] = 2
        object["pad_token_id"] = 40
        object["architectures"] = nil
        let other = try EncoderConfig(object)
        #expect(other.layerNormEps == 1e-12 && other.typeVocabSize == 0 && other.positionOffset == 0 && other.architecture == nil)
    }

    @Test("BERT's positions count from 0 whatever its padding id")
    func bert() throws {
        var object = EncoderConfigTests.good
        object["pad_token_id"] = 49
        let config = try EncoderConfig(object)
        #expect(config.positionOffset == 0 && config.maxTokens == 50)
    }

    @Test("DistilBERT's sizes that are missing, not integers, or out of bounds", arguments: ["dim", "n_layers", "n_heads", "hidden_dim"])
    func sizes(field: String) {
        #expect(error(Self.distilbert, field, nil) == .missingField(file: "config.json", field: field))
        for value: JSONValue in [0, -1, "32", .double(1.5), .int(1 << 40), []] {
            guard case .badField("config.json", field, _, JSONWriter.compactText(value)) = error(Self.distilbert, field, value) else {
                Issue.record("\(field) = \(value) is accepted")
                continue
            }
        }
    }

    @Test("one family's keys are not another's")
    func keys() {
        #expect(error(Self.distilbert, "model_type", "bert") == .missingField(file: "config.json", field: "hidden_size"))
        #expect(error(EncoderConfigTests.good, "model_type", "distilbert") == .missingField(file: "config.json", field: "dim"))
        #expect(error(Self.distilbert, "activation", "relu") == bad("activation", "gelu", "\"relu\""))
        #expect(error(Self.distilbert, "hidden_act", "relu") == nil, "a key that DistilBERT does not read")
    }

    @Test("a padding id that leaves no position for a token, or is no id")
    func padding() throws {
        for id in [49, 50, 1 << 14] {
            #expect(
                error(Self.roberta, "pad_token_id", .int(id)) == bad("pad_token_id", "an id below max_position_embeddings - 1", "\(id)"))
        }
        for value: JSONValue in [-1, "1", .double(1.5), .int(1 << 14 + 1), .int(.max), .number(JSONNumber(text: "1e30")), []] {
            #expect(
                error(Self.roberta, "pad_token_id", value)
                    == bad("pad_token_id", "an integer from 0 to 16384", JSONWriter.compactText(value)))
        }
        var object = Self.roberta
        object["pad_token_id"] = 48
        #expect(try EncoderConfig(object).maxTokens == 1)
        object["pad_token_id"] = nil
        #expect(
            error(object, "max_position_embeddings", 2) == bad("pad_token_id", "an id below max_position_embeddings - 1", "1"),
            "the default is held against the positions too")
    }

    @Test("a head that is no classifier of one label is refused, for every family")
    func problemType() throws {
        for family in [EncoderConfigTests.good, Self.roberta, Self.distilbert] {
            var object = family
            object["problem_type"] = "single_label_classification"
            #expect(try EncoderConfig(object) == EncoderConfig(family))
            object["problem_type"] = .null
            #expect(try EncoderConfig(object) == EncoderConfig(family))
            for value: JSONValue in ["regression", "multi_label_classification", 1] {
                #expect(
                    error(family, "problem_type", value)
                        == bad("problem_type", "single_label_classification", JSONWriter.compactText(value)))
            }
        }
    }

    @Test("an architecture that is no list of names is no architecture")
    func architectures() throws {
        for value: JSONValue in [[], "BertModel", [1], .null] {
            var object = EncoderConfigTests.good
            object["architectures"] = value
            #expect(try EncoderConfig(object).architecture == nil)
        }
    }

    private func bad(_ field: String, _ expected: String, _ found: String) -> EncoderError {
        .badField(file: "config.json", field: field, expected: expected, found: found)
    }

    private func error(_ object: JSONObject, _ field: String, _ value: JSONValue?) -> EncoderError? {
        var object = object
        object[field] = value
        do throws(EncoderError) {
            _ = try EncoderConfig(object)
            return nil
        } catch { return error }
    }
}
