import Encoders
import Synchronization
import TestSupport
import Testing

struct ManySequencesTests {
    @Test("rows of many sequences are those of each alone, in the order given", arguments: EncoderFamily.allCases, [1, 3])
    func equalsSingle(family: EncoderFamily, threads: Int) throws {
        let tiny = try TinyEncoder(classifier: family)
        let encoder = try SentenceEncoder(folder: tiny.path)
        let sequences = Self.sequences
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 24, maxSequences: 1)
        let logits = try sequences.flatMap { try encoder.logits(RaggedBatch([$0]), workspace: workspace) { Array($0) } }
        #expect(distance(try encoder.rows(.logits, of: sequences, threads: threads), logits) < 1e-6)
        let embeddings = try sequences.flatMap { try encoder.embed(RaggedBatch([$0]), workspace: workspace) { Array($0) } }
        #expect(distance(try encoder.rows(.embeddings, of: sequences, threads: threads), embeddings) < 1e-6)
    }

    @Test("progress grows batch by batch to the number of sequences")
    func progress() throws {
        let tiny = try TinyEncoder(classifier: .bert)
        let encoder = try SentenceEncoder(folder: tiny.path)
        let seen = Mutex<[Int]>([])
        _ = try encoder.rows(.logits, of: Self.sequences, threads: 2) { done in seen.withLock { $0.append(done) } }
        let counts = seen.withLock { $0 }
        #expect(counts.last == 300 && counts.count > 2 && zip(counts, counts.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("no sequences give no rows")
    func none() throws {
        let tiny = try TinyEncoder(classifier: .bert)
        #expect(try SentenceEncoder(folder: tiny.path).rows(.logits, of: [], threads: 2).isEmpty)
    }

    @Test("a sequence that cannot be run is named by its place among all of them, and nothing is computed")
    func errors() throws {
        let tiny = try TinyEncoder(classifier: .bert)
        let encoder = try SentenceEncoder(folder: tiny.path)
        let good = [[Int32]](repeating: [1, 2, 3], count: 700)
        func error(_ sequences: [[Int32]], _ kind: SentenceEncoder.RowKind = .logits) -> EncoderError? {
            let calls = Mutex(0)
            do throws(EncoderError) {
                _ = try encoder.rows(kind, of: sequences, threads: 2) { _ in calls.withLock { $0 += 1 } }
                return nil
            } catch {
                #expect(calls.withLock { $0 } == 0)
                return error
            }
        }
        #expect(error(good) == nil)
        #expect(error(good + [[]] + good) == .emptySequence(index: 700))
        let long = [Int32](repeating: 1, count: 25)
        #expect(error(good + [long]) == .sequenceTooLong(index: 700, tokens: 25, limit: 24))
        #expect(error([[Int32](repeating: 1, count: 5000)]) == .sequenceTooLong(index: 0, tokens: 5000, limit: 24))
        #expect(error([[1], [2, 48]], .embeddings) == .idOutOfVocabulary(id: 48, position: 2, vocabSize: 48))
        let headless = try TinyEncoder(layout: "mean")
        let plain = try SentenceEncoder(folder: headless.path)
        #expect(throws: EncoderError.noHead) { try plain.rows(.logits, of: [[1]], threads: 1) }
    }

    @Test("batches hold at most so many tokens, and every sequence once")
    func batches() {
        let lengths = [5, 3, 9, 1, 20, 4]
        #expect(SentenceEncoder.batches([3, 1, 5, 0, 2, 4], lengths: lengths, maxTokens: 10) == [[3, 1, 5], [0], [2], [4]])
        #expect(SentenceEncoder.batches([0, 1], lengths: [5, 5], maxTokens: 10) == [[0, 1]])
        #expect(SentenceEncoder.batches([], lengths: [], maxTokens: 10).isEmpty)
    }

    /// 300 sequences of 1 to 24 tokens: several batches.
    private static let sequences: [[Int32]] = {
        var generator = SeededGenerator(state: 5)
        return (0..<300).map { _ in
            (0..<Int.random(in: 1...24, using: &generator)).map { _ in Int32.random(in: 2..<48, using: &generator) }
        }
    }()
}
