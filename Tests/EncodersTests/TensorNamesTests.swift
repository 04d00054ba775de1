import Encoders
import Foundation
import Kernels
import Tensors
import Testing

/// The names of files as transformers and the Hub have them.
struct TensorNamesTests {
    static let layout = SentenceLayout(pooling: .mean, isNormalized: false)

    @Test("the table of a classifier names every tensor that transformers saves, and its shape", arguments: EncoderFamily.allCases)
    func table(family: EncoderFamily) throws {
        let tiny = try TinyEncoder(classifier: family)
        let file = try SafetensorsFile(reading: tiny.path + "/model.safetensors")
        let table = ParameterTable(for: try EncoderConfig(folder: tiny.path), classes: 6, names: file.names)
        #expect(table.rows.flatMap(\.names).sorted() == file.names)
        for row in table.rows {
            for name in row.names { #expect(file.header.entries[name]?.shape == row.tensorShape, "\(name)") }
        }
        try table.check(file.header)
    }

    @Test("the names of a head, and of a layer, in each family")
    func samples() throws {
        func names(_ family: EncoderFamily, _ role: ParameterRole, prefix: String = "") throws -> [String] {
            let tiny = try TinyEncoder(classifier: family)
            let config = try EncoderConfig(folder: tiny.path)
            return ParameterTable(for: config, classes: 6, names: [prefix + "x"]).rows.first { $0.role == role }?.names ?? []
        }
        #expect(try names(.bert, .projection(.weight)) == ["pooler.dense.weight"])
        #expect(try names(.bert, .projection(.weight), prefix: "bert.") == ["bert.pooler.dense.weight"])
        #expect(try names(.bert, .output(.bias), prefix: "bert.") == ["classifier.bias"])
        #expect(try names(.roberta, .projection(.weight), prefix: "roberta.") == ["classifier.dense.weight"])
        #expect(try names(.roberta, .output(.bias), prefix: "roberta.") == ["classifier.out_proj.bias"])
        #expect(try names(.distilbert, .projection(.weight), prefix: "distilbert.") == ["pre_classifier.weight"])
        #expect(try names(.distilbert, .output(.bias), prefix: "distilbert.") == ["classifier.bias"])
        #expect(
            try names(.distilbert, .layer(1, .queryKeyValue, .bias), prefix: "distilbert.")
                == ["q", "k", "v"].map { "distilbert.transformer.layer.1.attention.\($0)_lin.bias" })
        #expect(try names(.distilbert, .layer(0, .outputNorm, .weight)) == ["transformer.layer.0.output_layer_norm.weight"])
        #expect(try names(.roberta, .layer(0, .output, .weight)) == ["encoder.layer.0.output.dense.weight"])
        #expect(try names(.roberta, .segments) == ["embeddings.token_type_embeddings.weight"])
        #expect(try names(.distilbert, .segments).isEmpty)
    }

    @Test("query, key and value lie in one parameter in that order", arguments: EncoderFamily.allCases)
    func queryKeyValue(family: EncoderFamily) throws {
        let tiny = try TinyEncoder(classifier: family)
        var generator = SeededGenerator(state: 1)
        let parameters = try ModelParameters(folder: tiny.path, head: .classifier, classes: 6, using: &generator)
        let tensors = Dictionary(uniqueKeysWithValues: try tiny.tensors().map { ($0.name, $0.tensor) })
        for side in ParameterRole.Part.allCases {
            let parts = try (family == .distilbert ? ["q_lin", "k_lin", "v_lin"] : ["self.query", "self.key", "self.value"]).map {
                let layers = family == .distilbert ? "transformer" : "encoder"
                return try #require(tensors["\(family.rawValue).\(layers).layer.1.attention.\($0).\(side == .weight ? "weight" : "bias")"])
            }
            let whole = try #require(parameters[.layer(1, .queryKeyValue, side)])
            #expect(whole.shape == (side == .weight ? [48, 16] : [48]))
            #expect(whole.array == parts.flatMap(\.array))
        }
    }

    @Test(
        "the files of pre-training on the Hub load, with the family's prefix and without", arguments: EncoderFamily.allCases, [true, false])
    func hub(family: EncoderFamily, isPrefixed: Bool) throws {
        let plain = try TinyEncoder(classifier: family)
        try plain.removeClassifier()
        let expected = try plain.run(family, layout: Self.layout)
        let tiny = try TinyEncoder(classifier: family)
        try tiny.rewrite { tensors in
            tensors.removeAll { $0.name.contains("classifier") }
            if !isPrefixed { tensors = tensors.map { (without(family, $0.name), $0.tensor) } }
            let prefix = isPrefixed ? family.rawValue + "." : ""
            tensors += Self.pretrainingHead(family).map { ($0.isInEncoder ? prefix + $0.name : $0.name, .zeros([2, 3])) }
        }
        #expect(try tiny.run(family, layout: Self.layout) == expected)
    }

    /// What bert-base-cased, roberta-base and distilbert-base-cased hold besides their encoder.
    private static func pretrainingHead(_ family: EncoderFamily) -> [(name: String, isInEncoder: Bool)] {
        switch family {
        case .bert:
            [
                "cls.predictions.bias", "cls.predictions.transform.LayerNorm.beta", "cls.predictions.transform.LayerNorm.gamma",
                "cls.predictions.transform.dense.bias", "cls.predictions.transform.dense.weight", "cls.predictions.decoder.weight",
                "cls.seq_relationship.bias", "cls.seq_relationship.weight",
            ].map { ($0, false) }
        case .roberta:
            [
                "lm_head.bias", "lm_head.dense.bias", "lm_head.dense.weight", "lm_head.layer_norm.bias", "lm_head.layer_norm.weight",
                "lm_head.decoder.weight",
            ].map { ($0, false) } + [("pooler.dense.weight", true), ("pooler.dense.bias", true), ("embeddings.position_ids", true)]
        case .distilbert:
            [
                "vocab_layer_norm.bias", "vocab_layer_norm.weight", "vocab_projector.bias", "vocab_projector.weight",
                "vocab_transform.bias", "vocab_transform.weight",
            ].map { ($0, false) }
        }
    }

    @Test("LayerNorm's parts may have the names of TensorFlow, gamma and beta, in a classifier too", arguments: [true, false])
    func legacy(isPrefixed: Bool) throws {
        for family in [EncoderFamily.bert, .roberta] {
            let tiny = try TinyEncoder(classifier: family)
            let expected = try tiny.run(family)
            try tiny.rewrite { tensors in
                tensors = tensors.map { (legacyName(isPrefixed ? $0.name : without(family, $0.name)), $0.tensor) }
                #expect(tensors.filter { $0.name.hasSuffix("gamma") || $0.name.hasSuffix("beta") }.count == 2 * 5)
            }
            #expect(try tiny.run(family) == expected)
        }
    }

    @Test("both names of one LayerNorm part are one too many")
    func twoNames() throws {
        let tiny = try TinyEncoder(classifier: .bert)
        try tiny.rewrite { $0.append(("bert.embeddings.LayerNorm.gamma", .zeros([16]))) }
        #expect(tiny.loadError() == .tensors(file: "model.safetensors", .unexpectedTensor("bert.embeddings.LayerNorm.gamma")))
    }

    @Test("a head of another family's pre-training is no harmless extra")
    func otherFamily() throws {
        for (family, extra) in [(EncoderFamily.bert, "lm_head.bias"), (.roberta, "cls.predictions.bias"), (.distilbert, "lm_head.bias")] {
            let tiny = try TinyEncoder(classifier: family)
            try tiny.rewrite { $0.append((extra, .zeros([48]))) }
            #expect(tiny.loadError() == .tensors(file: "model.safetensors", .unexpectedTensor(extra)))
        }
    }

    @Test("the positions' numbers may be there as integers, which nothing reads")
    func integers() throws {
        let tiny = try TinyEncoder(classifier: .roberta)
        let expected = try tiny.run(.roberta)
        let url = URL(fileURLWithPath: tiny.path + "/model.safetensors")
        let data = [UInt8](try Data(contentsOf: url))
        let headerBytes = data[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = String(decoding: data[8..<8 + headerBytes], as: UTF8.self).trimmingCharacters(in: .whitespaces)
        let end = data.count - 8 - headerBytes
        let entry = #","roberta.embeddings.position_ids":{"dtype":"I64","shape":[1,26],"data_offsets":[\#(end),\#(end + 208)]}}"#
        let longer = [UInt8]((header.dropLast() + entry).utf8)
        let length = (0..<8).map { UInt8(truncatingIfNeeded: longer.count >> ($0 * 8)) }
        try tiny.write(Data(length + longer + data[(8 + headerBytes)...] + [UInt8](repeating: 255, count: 208)), "model.safetensors")
        #expect(try tiny.run(.roberta) == expected)
    }

    private func without(_ family: EncoderFamily, _ name: String) -> String {
        let prefix = family.rawValue + "."
        return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }

    private func legacyName(_ name: String) -> String {
        name.replacingOccurrences(of: "LayerNorm.weight", with: "LayerNorm.gamma")
            .replacingOccurrences(of: "LayerNorm.bias", with: "LayerNorm.beta")
    }
}
