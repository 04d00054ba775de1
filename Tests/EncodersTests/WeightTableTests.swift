import DurableFiles
import Encoders
import JSONParsing
import Tensors
import Testing

struct WeightTableTests {
    @Test("the table of a BERT names every tensor of the golden file and its shape, the pooler apart")
    func table() throws {
        let tiny = try TinyEncoder()
        let table = WeightTable(for: try EncoderConfig(folder: tiny.path), names: [])
        let file = try SafetensorsFile(reading: tiny.path + "/model.safetensors")
        #expect(table.rows.count == 5 + 2 * 16)
        #expect(Set(table.rows.map(\.name)).union(["pooler.dense.weight", "pooler.dense.bias"]) == Set(file.names))
        for row in table.rows { #expect(file.header.entries[row.name]?.shape == row.shape) }
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

    private func change(_ tensors: inout [(name: String, tensor: Tensor)], _ name: String, _ tensor: Tensor) {
        tensors = tensors.map { $0.name == name ? (name, tensor) : $0 }
    }

    private func error(_ change: (inout [(name: String, tensor: Tensor)]) -> Void) throws -> TensorError? {
        let tiny = try TinyEncoder()
        try tiny.rewrite(change: change)
        guard case .tensors("model.safetensors", let error) = tiny.loadError() else { return nil }
        return error
    }
}
