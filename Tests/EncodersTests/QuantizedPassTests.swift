import CAllocationCounting
import Encoders
import Kernels
import Tensors
import TestSupport
import Testing

struct QuantizedPassTests {
    @Test(
        "embeddings in bytes stay close to those in float32, with and without a head and whatever the family",
        arguments: InstructionSet.available)
    func closeToFloat(set: InstructionSet) throws {
        for layout in TinyEncoder.layouts {
            let tiny = try TinyEncoder(layout: layout)
            let exact = try Self.embeddings(SentenceEncoder(folder: tiny.path, instructionSet: set))
            let bytes = try Self.embeddings(SentenceEncoder(folder: tiny.path, precision: .int8, instructionSet: set))
            let span = exact.reduce(0) { max($0, abs($1)) }
            #expect(distance(exact, bytes) < 0.05 * span, "\(layout)")
            #expect(exact != bytes, "\(layout): int8 was not used")
        }
    }

    @Test("an embedding is the same bit for bit alone, in any batch and in any order", arguments: InstructionSet.available)
    func independent(set: InstructionSet) throws {
        let tiny = try TinyEncoder()
        let encoder = try SentenceEncoder(folder: tiny.path, precision: .int8, instructionSet: set)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 200, maxSequences: 16)
        let sequences = try TinyEncoder.sequences()
        let alone = try sequences.map { try encoder.logits(RaggedBatch([$0]), workspace: workspace) { Array($0) } }
        let together = try encoder.logits(RaggedBatch(sequences), workspace: workspace) { Array($0) }
        #expect(together == alone.flatMap { $0 })
        let backwards = try encoder.logits(RaggedBatch(sequences.reversed()), workspace: workspace) { Array($0) }
        #expect(backwards == alone.reversed().flatMap { $0 })
    }

    @Test("after warm-up a pass in bytes allocates nothing")
    func allocations() throws {
        try #require(picket_counts_allocations() == 1, "another allocator is in place, nothing can be counted")
        let tiny = try TinyEncoder()
        let encoder = try SentenceEncoder(folder: tiny.path, precision: .int8)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 200, maxSequences: 16)
        let batch = RaggedBatch(try TinyEncoder.sequences())
        var counts: [UInt64] = []
        counts.reserveCapacity(4)
        var sum: Float = 0
        for _ in 0..<4 {
            let start = picket_allocation_count()
            sum += try encoder.logits(batch, workspace: workspace) { $0[0] }
            counts.append(picket_allocation_count() - start)
        }
        #expect(counts[1...].allSatisfy { $0 == 0 }, "\(counts)")
        #expect(sum.isFinite)
    }

    @Test("a head that reads the first token gets the same bits from a last layer of first tokens alone", arguments: EncoderFamily.allCases)
    func firstTokens(family: EncoderFamily) throws {
        let tiny = try TinyEncoder(classifier: family)
        let encoder = try SentenceEncoder(folder: tiny.path, precision: .int8)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 400, maxSequences: 32)
        let sequences = try TinyEncoder.sequences(of: family)
        let batch = RaggedBatch(sequences)
        var last: [Float] = []
        try encoder.hiddenStates(batch, workspace: workspace) { _, states in last = Array(states) }
        // Every token of the last layer is there, where all are asked for.
        #expect(last.count == batch.tokenCount * encoder.config.hiddenSize)
        var expected = [Float](repeating: 0, count: sequences.count * encoder.config.hiddenSize)
        var scratch = expected
        batch.offsets.withUnsafeBufferPointer {
            encoder.modelHead.embed(
                last, offsets: $0, hidden: encoder.config.hiddenSize, scratch: &scratch, into: &expected, encoder.instructionSet)
        }
        #expect(encoder.pooling == .cls)
        let embeddings = try encoder.embed(batch, workspace: workspace) { Array($0) }
        #expect(embeddings == expected)
        for (index, sequence) in sequences.enumerated() {
            let alone = try encoder.embed(RaggedBatch([sequence]), workspace: workspace) { Array($0) }
            #expect(alone == Array(embeddings[index * alone.count..<(index + 1) * alone.count]), "sequence \(index)")
        }
    }

    @Test("a workspace for float32 does not fit an encoder in bytes")
    func workspace() throws {
        let tiny = try TinyEncoder()
        let workspace = EncoderWorkspace(for: try SentenceEncoder(folder: tiny.path), maxTokens: 20, maxSequences: 2)
        #expect(!workspace.fits(try SentenceEncoder(folder: tiny.path, precision: .int8)))
    }

    private static func embeddings(_ encoder: SentenceEncoder) throws -> [Float] {
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 200, maxSequences: 16)
        return try encoder.embed(RaggedBatch(TinyEncoder.sequences()), workspace: workspace) { Array($0) }
    }
}
