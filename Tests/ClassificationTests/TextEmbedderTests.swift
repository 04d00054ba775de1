import Classification
import Encoders
import Synchronization
import TestSupport
import Testing

struct TextEmbedderTests {
    /// Enough tokens for several batches, of many lengths, out of order.
    private static let texts = (0..<90).map { index in
        [String](repeating: index % 3 == 0 ? "alarm" : "calm", count: 1 + index * 37 % 41).joined(separator: " ") + " x\(index % 7)"
    }

    @Test("the embedding of a text does not depend on its company, its place, or the number of threads", arguments: [1, 3])
    func company(threads: Int) throws {
        let folder = try TinyModel()
        let embedder = try TextEmbedder(folder: folder.path)
        let together = try embedder.embed(Self.texts, threads: threads)
        try #require(together.count == Self.texts.count * embedder.dimension)
        for (index, text) in Self.texts.enumerated() {
            let row = together[index * embedder.dimension..<(index + 1) * embedder.dimension]
            let alone = try embedder.embed(text)
            #expect(distance(row, alone) < 1e-5)
        }
    }

    @Test("progress counts every text once and ends at their number")
    func progress() throws {
        let folder = try TinyModel()
        let counts = Mutex<[Int]>([])
        _ = try TextEmbedder(folder: folder.path).embed(Self.texts, threads: 2) { done in counts.withLock { $0.append(done) } }
        let seen = counts.withLock { $0 }
        #expect(seen.last == Self.texts.count && seen.count > 1)
        #expect(seen == Array(Set(seen)).sorted())
    }

    @Test("no texts have no embeddings")
    func none() throws {
        let folder = try TinyModel()
        #expect(try TextEmbedder(folder: folder.path).embed([], threads: 4).isEmpty)
    }

    @Test("what is beyond the maximum length is not read, and the maximum is what the encoder takes")
    func maximum() throws {
        let folder = try TinyModel()
        let embedder = try TextEmbedder(folder: folder.path, maxTokens: 6)
        let (short, long) = (try embedder.embed("calm calm calm calm"), try embedder.embed("calm calm calm calm alarm alarm"))
        #expect(distance(short, long) == 0)
        #expect(try TextEmbedder(folder: folder.path, maxTokens: 1_000).maxTokens == 40)
    }
}
