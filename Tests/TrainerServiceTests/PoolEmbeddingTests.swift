import Classification
import Clustering
import ConsolePrograms
import DurableFiles
import Synchronization
import TestSupport
import Testing
import TrainerService

struct PoolEmbeddingTests {
    private let place: TinyTrainingPlace
    private var path: String { place.path + "/pool" }
    private static let texts = (0..<40).map { "ab cd \($0 % 2 == 0 ? "e" : "f") \(String(repeating: "g ", count: $0 / 2 % 15))" }

    init() throws { place = try TinyTrainingPlace() }

    private func embedding(maxTokens: Int = 24) throws -> PoolEmbedding {
        try PoolEmbedding(try TextEmbedder(folder: place.base, maxTokens: maxTokens), folder: place.base, path: path, threads: 2)
    }

    private func rows(_ store: EmbeddingStore, _ row: Int) throws -> [Float] {
        var values = [Float](repeating: 0, count: store.dimension)
        try values.withUnsafeMutableBufferPointer { try store.read(row..<row + 1, into: try #require($0.baseAddress)) }
        return values
    }

    @Test("every text has the embedding that the encoder gives it, and equal texts share a row")
    func embeds() throws {
        let embedding = try embedding()
        let rows = try #require(try embedding.run(Self.texts))
        #expect(rows.count == 40 && Set(rows).count == Set(Self.texts).count && embedding.store.count == Set(rows).count)
        for (text, row) in zip(Self.texts, rows) {
            let alone = try embedding.embedder.embed(text)
            #expect(zip(alone, try self.rows(embedding.store, row)).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }

    @Test("a second run embeds nothing, one with more texts only those, and a file that was cut is gone on with")
    func resumes() throws {
        let first: [Int]
        do { first = try #require(try embedding().run(Array(Self.texts[..<10]))) }
        let before = try readFile(path, limitBytes: 1 << 20)
        do { #expect(try embedding().run(Array(Self.texts[..<10])) == first) }
        #expect(try readFile(path, limitBytes: 1 << 20) == before)
        do {
            let embedding = try embedding()
            #expect(Array(try #require(try embedding.run(Self.texts))[..<10]) == first)
        }
        let whole = try readFile(path, limitBytes: 1 << 20)
        #expect(whole.starts(with: before))
        try writeFile(path, Array(whole[..<(whole.count - 70)]))
        let embedding = try embedding()
        let kept = embedding.store.count
        #expect(try #require(try embedding.run(Self.texts)).count == 40 && embedding.store.count > kept)
    }

    @Test("progress reaches the number of texts and never falls")
    func progress() throws {
        let seen = Mutex<[Int]>([])
        _ = try embedding().run(Self.texts, progress: { done in seen.withLock { $0.append(done) } })
        let values = seen.withLock { $0 }
        #expect(values.last == 40 && values == values.sorted())
    }

    @Test("a run that is stopped keeps what it has, and the next ends with it")
    func stops() throws {
        #expect(try embedding().run(Self.texts, isStopped: { true }) == nil)
        #expect(try #require(try embedding().run(Self.texts)).count == 40)
    }

    @Test("the embeddings of another encoder, or of texts cut elsewhere, are not mixed with")
    func otherEncoder() throws {
        do { _ = try embedding().run(Self.texts) }
        let shorter = try #require(throws: ProgramFailure.self) { try embedding(maxTokens: 12) }
        #expect(shorter.exit == .usage && shorter.message.contains("another encoder"))
        let held = try embedding()
        let second = try #require(throws: ProgramFailure.self) { try embedding() }
        #expect(second.exit == .tryAgainLater && held.store.count > 0)
    }
}
