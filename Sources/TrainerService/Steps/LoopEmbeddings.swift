import Classification
import Clustering
import ConsolePrograms
import DurableFiles
import Encoders
import Generation
import OSThreads
import Records
import Training

/// Embeddings of whatever texts the loop meets, by the frozen base encoder, kept on disk: a text is embedded once in the life of an encoder.
///
/// In bytes, as the daemon computes: two to three times as fast, and the same bit for bit in whatever company a text comes.
struct LoopEmbeddings {
    let embedder: TextEmbedder
    let store: EmbeddingStore
    /// SHA-256 of everything that an embedding depends on.
    let encoder: String
    private let context: StepContext

    init(_ context: StepContext) throws(StepError) {
        let base = context.configuration.base
        let (embedder, digest) = try stepPart { () throws(ProgramFailure) in
            try requireFolder(base)
            let embedder = try step { () throws(ClassificationError) in
                try TextEmbedder(folder: base, layout: try probeLayout(of: base), precision: .int8)
            }
            return (embedder, try PoolEmbedding.encoderDigest(embedder, folder: base))
        }
        encoder = Self.hexadecimal(digest)
        let folder = context.configuration.state + "/embeddings"
        let path = folder + "/\(encoder.prefix(16)).f32"
        store = try stepPart { () throws(ProgramFailure) in
            do throws(FileError) { try makeFolder(folder) } catch { throw ProgramFailure(.tryAgainLater, "\(error)") }
            return try embeddingStep { () throws(ClusteringError) in
                try EmbeddingStore(path, encoder: digest, dimension: embedder.dimension)
            }
        }
        self.embedder = embedder
        self.context = context
    }

    /// Embeds what is not there yet.
    ///
    /// - Parameter note: What the texts are, for who watches.
    /// - Returns: The row of each text in `store`.
    func rows(of texts: [String], note: String) throws(StepError) -> [Int] {
        let embedding = PoolEmbedding(embedder: embedder, store: store, threads: context.threads)
        let (report, stop) = (context.report, context.stop)
        let rows = try stepPart { () throws(ProgramFailure) in
            try embedding.run(texts, progress: { report(note, $0, texts.count) }, isStopped: { stop.isRaised })
        }
        guard let rows else { throw .stopped }
        return rows
    }

    /// The embeddings of some rows, `[n, H]`.
    func values(_ rows: [Int]) throws(StepError) -> Embeddings {
        let dimension = embedder.dimension
        var values = [Float](repeating: 0, count: rows.count * dimension)
        var failure: ClusteringError?
        values.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            do throws(ClusteringError) { try EmbeddingSubset(store, rows: rows).read(0..<rows.count, into: base) } catch { failure = error }
        }
        if let failure { throw .failed("\(failure)") }
        return try stepPart { () throws(ProgramFailure) in
            try trainingStep { () throws(TrainingError) in try Embeddings(values: values, count: rows.count, dimension: dimension) }
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
