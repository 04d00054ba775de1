package import Classification
package import Clustering
package import ConsolePrograms
import DurableFiles
import Encoders

/// Embeds the messages of a pool into a store, as fast as the engine goes, and goes on where an earlier attempt was stopped.
///
/// Messages that the store has are left out; the others are embedded in pieces, each large enough to keep every thread busy with texts of
/// like length, appended and synced. A process that is killed loses the piece that it was at.
///
/// A text's key is the first 8 bytes of its SHA-256: equal texts share a row, and a text that was changed gets a new one.
package struct PoolEmbedding {
    package let embedder: TextEmbedder
    package let store: EmbeddingStore
    package let threads: Int

    /// Texts of a piece: a few seconds of work for each thread.
    package static let pieceTexts = 1_024

    package init(embedder: TextEmbedder, store: EmbeddingStore, threads: Int) {
        self.embedder = embedder
        self.store = store
        self.threads = threads
    }

    /// Opens the store at `path` for an encoder, and makes it when it is not there.
    package init(_ embedder: TextEmbedder, folder: String, path: String, threads: Int) throws(ProgramFailure) {
        let digest = try Self.encoderDigest(embedder, folder: folder)
        let store = try embeddingStep { () throws(ClusteringError) in
            try EmbeddingStore(path, encoder: digest, dimension: embedder.dimension)
        }
        self.init(embedder: embedder, store: store, threads: threads)
    }

    /// Embeds what is not in the store yet.
    ///
    /// - Parameters:
    ///   - progress: Called with the number of texts that are in the store, of `texts`, from any thread.
    ///   - isStopped: Asked between pieces; when it says so, what is done is kept.
    /// - Returns: The row of each text, in the order of `texts`; nil when it was stopped.
    package func run(
        _ texts: [String], progress: @escaping @Sendable (Int) -> Void = { _ in }, isStopped: () -> Bool = { false }
    ) throws(ProgramFailure) -> [Int]? {
        let keys = texts.map(Self.key)
        var seen = Set<UInt64>()
        let missing = texts.indices.filter { store.row(of: keys[$0]) == nil && seen.insert(keys[$0]).inserted }
        // Texts that occur again are counted as done with their first.
        let doneBefore = texts.count - missing.count
        progress(doneBefore)
        for first in stride(from: 0, to: missing.count, by: Self.pieceTexts) {
            if isStopped() { return nil }
            let piece = missing[first..<min(first + Self.pieceTexts, missing.count)]
            let values = try step { () throws(ClassificationError) in
                try embedder.embed(piece.map { texts[$0] }, threads: threads) { progress(doneBefore + first + $0) }
            }
            try embeddingStep { () throws(ClusteringError) in
                try store.append(keys: piece.map { keys[$0] }, values: values)
                try store.sync()
            }
        }
        return keys.compactMap(store.row)
    }

    /// 64 bits that stand for a text.
    package static func key(_ text: String) -> UInt64 {
        UInt64(textDigest(Array(text.utf8)).prefix(16), radix: 16) ?? 0
    }

    /// 32 bytes that stand for everything that an embedding depends on: weights, tokenizer, pooling, and how much of a text is read.
    package static func encoderDigest(_ embedder: TextEmbedder, folder: String) throws(ProgramFailure) -> [UInt8] {
        var parts = [
            embedder.encoder.precision.rawValue, "\(embedder.maxTokens)", "\(embedder.encoder.pooling)", "\(embedder.encoder.isNormalized)",
        ]
        for name in ["config.json", "model.safetensors", "tokenizer.json", "vocab.txt", "vocab.json", "merges.txt"] {
            let path = folder + "/" + name
            guard isFile(path) else { continue }
            parts.append(name + " " + (try step { () throws(ClassificationError) in try fileDigest(path) }))
        }
        let text = Array(textDigest(Array(parts.joined(separator: "\n").utf8)).utf8)
        return stride(from: 0, to: text.count, by: 2).compactMap { UInt8(String(decoding: text[$0..<$0 + 2], as: UTF8.self), radix: 16) }
    }
}
