package import Tensors

/// Every tensor of an architecture under its Hugging Face name, with its shape: what a file must hold, no less and no more.
package struct WeightTable: Sendable {
    package struct Row: Equatable, Sendable {
        package let name: String
        package let shape: [Int]
    }

    package let rows: [Row]
    /// What names begin with in this file: nothing, or the family's prefix where a head was saved with the encoder.
    package let prefix: String

    /// - Parameter names: Those of the file, to find the prefix.
    package init(for config: EncoderConfig, names: some Sequence<String>) {
        let familyPrefix = config.family.rawValue + "."
        prefix = names.contains { $0.hasPrefix(familyPrefix) } ? familyPrefix : ""
        var rows: [Row] = []
        let prefix = prefix
        func add(_ name: String, _ shape: Int...) { rows.append(Row(name: prefix + name, shape: shape)) }
        let (hidden, intermediate) = (config.hiddenSize, config.intermediateSize)
        add(BERTNames.words, config.vocabSize, hidden)
        add(BERTNames.positions, config.maxPositionEmbeddings, hidden)
        add(BERTNames.segments, config.typeVocabSize, hidden)
        add(BERTNames.embeddingNorm + ".weight", hidden)
        add(BERTNames.embeddingNorm + ".bias", hidden)
        for layer in 0..<config.numHiddenLayers {
            let names = BERTNames(layer: layer)
            for (name, outputs, inputs) in [
                (names.query, hidden, hidden), (names.key, hidden, hidden), (names.value, hidden, hidden),
                (names.attentionOutput, hidden, hidden), (names.intermediate, intermediate, hidden), (names.output, hidden, intermediate),
            ] {
                add(name + ".weight", outputs, inputs)
                add(name + ".bias", outputs)
            }
            for name in [names.attentionNorm, names.outputNorm] {
                add(name + ".weight", hidden)
                add(name + ".bias", hidden)
            }
        }
        self.rows = rows
    }

    /// Tensors that some versions of transformers save and no forward pass here reads: the constant 0, 1, 2, …, and the pooler that was
    /// trained with next-sentence prediction.
    package var harmlessExtras: [String] {
        ["embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias"].map { prefix + $0 }
    }

    /// Throws unless `header` has every row in its shape and, besides, harmless extras only.
    package func check(_ header: SafetensorsHeader) throws(TensorError) {
        for row in rows {
            guard let entry = header.entries[row.name] else { throw .missingTensor(row.name) }
            guard entry.shape == row.shape else { throw .shapeMismatch(tensor: row.name, expected: row.shape, found: entry.shape) }
        }
        let known = Set(rows.map(\.name)).union(harmlessExtras)
        if let extra = header.entries.keys.filter({ !known.contains($0) }).min() { throw .unexpectedTensor(extra) }
    }
}

/// The names that BERT's parts have in a file, without prefix and without `.weight` and `.bias`, which all but the tables have.
struct BERTNames {
    static let words = "embeddings.word_embeddings.weight"
    static let positions = "embeddings.position_embeddings.weight"
    static let segments = "embeddings.token_type_embeddings.weight"
    static let embeddingNorm = "embeddings.LayerNorm"

    let layer: Int

    var query: String { at("attention.self.query") }
    var key: String { at("attention.self.key") }
    var value: String { at("attention.self.value") }
    var attentionOutput: String { at("attention.output.dense") }
    var attentionNorm: String { at("attention.output.LayerNorm") }
    var intermediate: String { at("intermediate.dense") }
    var output: String { at("output.dense") }
    var outputNorm: String { at("output.LayerNorm") }

    private func at(_ part: String) -> String { "encoder.layer.\(layer).\(part)" }
}
