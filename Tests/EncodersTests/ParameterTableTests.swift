import DurableFiles
import Encoders
import JSONParsing
import Tensors
import Testing

struct ParameterTableTests {
    @Test("the table of a BERT names every tensor of the golden file and its shape, the pooler apart")
    func table() throws {
        let tiny = try TinyEncoder()
        let table = ParameterTable(for: try EncoderConfig(folder: tiny.path), names: [])
        let file = try SafetensorsFile(reading: tiny.path + "/model.safetensors")
        #expect(table.rows.count == 5 + 2 * 12)
        let names = table.rows.flatMap(\.names)
        #expect(names.count == 5 + 2 * 16)
        #expect(Set(names).union(["pooler.dense.weight", "pooler.dense.bias"]) == Set(file.names))
        for row in table.rows {
            for name in row.names { #expect(file.header.entries[name]?.shape == row.tensorShape) }
        }
        let fused = try #require(table.rows.first { $0.role == .layer(1, .queryKeyValue, .weight) })
        #expect(fused.shape == [96, 32] && fused.tensorShape == [32, 32])
        #expect(fused.names == ["query", "key", "value"].map { "encoder.layer.1.attention.self.\($0).weight" })
    }

    @Test("a tensor that is missing, extra, mis-shaped or not finite is named")
    func hostile() throws {
        let name = "encoder.layer.1.output.dense.weight"
        #expect(try error { $0.removeAll { $0.name == name } } == .missingTensor(name))
        #expect(
            try error { $0.append(("encoder.layer.2.output.dense.bias", .zeros([32]))) }
                == .unexpectedTensor("encoder.layer.2.output.dense.bias"))
        #expect(try error { $0.append(("classifier.weight", .zeros([6, 32]))) } == .unexpectedTensor("classifier.weight"))
        #expect(
            try error { change(&$0, name, .zeros([40, 32])) } == .shapeMismatch(tensor: name, expected: [32, 40], found: [40, 32]))
        #expect(
            try error { change(&$0, "embeddings.word_embeddings.weight", .zeros([95, 32])) }
                == .shapeMismatch(tensor: "embeddings.word_embeddings.weight", expected: [96, 32], found: [95, 32]))
        var values = [Float](repeating: 0, count: 32 * 40)
        values[77] = .nan
        #expect(try error { change(&$0, name, Tensor(shape: [32, 40], values)) } == .notFinite(tensor: name, index: 77))
        // Nor where nothing uses it.
        let unused = [Float](repeating: 1, count: 31) + [.infinity]
        #expect(
            try error { change(&$0, "pooler.dense.bias", Tensor(shape: [32], unused)) }
                == .notFinite(tensor: "pooler.dense.bias", index: 31))
        #expect(
            try error { $0 = $0.map { ($0.name.hasPrefix("e") ? "bert." + $0.name : $0.name, $0.tensor) } }
                == .unexpectedTensor("pooler.dense.bias"))
        #expect(try error { $0.removeAll() } == .missingTensor("embeddings.word_embeddings.weight"))
    }

    @Test("the pooler and the positions' numbers may be there or not, and names may carry the family's prefix")
    func harmless() throws {
        func logits(_ change: (inout [(name: String, tensor: Tensor)]) -> Void) throws -> [Float] {
            let tiny = try TinyEncoder()
            try tiny.rewrite(change: change)
            let encoder = try SentenceEncoder(folder: tiny.path)
            let workspace = EncoderWorkspace(for: encoder, maxTokens: 3, maxSequences: 1)
            return try encoder.logits(RaggedBatch([[1, 2, 3]]), workspace: workspace) { Array($0) }
        }
        let expected = try logits { _ in }
        #expect(try logits { $0.removeAll { $0.name.hasPrefix("pooler.") } } == expected)
        #expect(try logits { $0.append(("embeddings.position_ids", .zeros([1, 40]))) } == expected)
        #expect(try logits { $0 = $0.map { ("bert." + $0.name, $0.tensor) } } == expected)
    }

    @Test("a file that is not there, or ends too early")
    func files() throws {
        let tiny = try TinyEncoder()
        try tiny.write("short", "model.safetensors")
        #expect(tiny.loadError() == .tensors(file: "model.safetensors", .fileTooShort(bytes: 5)))
        try tiny.remove("model.safetensors")
        guard case .file(let reason) = tiny.loadError() else {
            Issue.record("no error")
            return
        }
        #expect(reason.isMissing)
    }

    @Test("a tensor of a classifier that is missing, extra, mis-shaped or not finite is named", arguments: EncoderFamily.allCases)
    func classifier(family: EncoderFamily) throws {
        let output = family == .roberta ? "classifier.out_proj" : "classifier"
        let projection = family == .bert ? "bert.pooler.dense" : family == .roberta ? "classifier.dense" : "pre_classifier"
        func error(_ change: (inout TinyEncoder.NamedTensors) -> Void) throws -> TensorError? {
            try self.error(in: TinyEncoder(classifier: family), change)
        }
        for name in [output + ".bias", projection + ".weight", projection + ".bias"] {
            #expect(try error { $0.removeAll { $0.name == name } } == .missingTensor(name))
            #expect(
                try error { for (found, tensor) in $0 where found == name { tensor.storage.pointer[3] = -.infinity } }
                    == .notFinite(tensor: name, index: 3))
        }
        #expect(
            try error { change(&$0, output + ".bias", .zeros([5])) }
                == .shapeMismatch(tensor: output + ".bias", expected: [6], found: [5]))
        #expect(
            try error { change(&$0, projection + ".weight", .zeros([16, 8])) }
                == .shapeMismatch(tensor: projection + ".weight", expected: [16, 16], found: [16, 8]))
        #expect(
            try error { change(&$0, output + ".weight", .zeros([6, 15])) }
                == .shapeMismatch(tensor: output + ".weight", expected: [6, 16], found: [6, 15]))
        for shape in [[96], [6, 16, 1]] {
            #expect(
                try error { change(&$0, output + ".weight", .zeros(shape)) }
                    == .shapeMismatch(tensor: output + ".weight", expected: [6, 16], found: shape))
        }
        #expect(try error { $0.append((output + ".scale", .zeros([6]))) } == .unexpectedTensor(output + ".scale"))
        #expect(
            try error { $0.append((family.rawValue + ".extra", .zeros([6]))) } == .unexpectedTensor(family.rawValue + ".extra"))
        let unused =
            ["bert": "cls.predictions.bias", "roberta": "lm_head.bias", "distilbert": "vocab_projector.bias"][family.rawValue] ?? ""
        #expect(
            try error { $0.append((unused, Tensor(shape: [2], [0, .nan]))) } == .notFinite(tensor: unused, index: 1),
            "nor where nothing uses it")
    }

    private func change(_ tensors: inout [(name: String, tensor: Tensor)], _ name: String, _ tensor: Tensor) {
        tensors = tensors.map { $0.name == name ? (name, tensor) : $0 }
    }

    private func error(_ change: (inout [(name: String, tensor: Tensor)]) -> Void) throws -> TensorError? {
        try error(in: TinyEncoder(), change)
    }

    private func error(in tiny: TinyEncoder, _ change: (inout TinyEncoder.NamedTensors) -> Void) throws -> TensorError? {
        try tiny.rewrite(change: change)
        guard case .tensors("model.safetensors", let error) = tiny.loadError() else { return nil }
        return error
    }
}
