import CAllocationCounting
import Encoders
import Testing

struct ForwardPassTests {
    @Test("after warm-up a forward pass allocates nothing, nor does filling the batch again")
    func allocations() throws {
        try #require(picket_counts_allocations() == 1, "another allocator is in place, nothing can be counted")
        let before = picket_allocation_count()
        let probe = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 64)
        #expect(picket_allocation_count() == before + 1, "the counter counts Swift's allocations")
        probe.deallocate()

        let tiny = try TinyEncoder()
        let encoder = try SentenceEncoder(folder: tiny.path)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 200, maxSequences: 16)
        let sequences = try TinyEncoder.sequences()
        var batch = RaggedBatch()
        var counts: [UInt64] = []
        counts.reserveCapacity(4)
        var sum: Float = 0
        for _ in 0..<4 {
            let start = picket_allocation_count()
            batch.removeAll()
            for sequence in sequences { batch.append(sequence) }
            sum += try encoder.embed(batch, workspace: workspace) { $0[0] }
            sum += try encoder.logits(batch, workspace: workspace) { $0[0] }
            counts.append(picket_allocation_count() - start)
        }
        #expect(counts[1...].allSatisfy { $0 == 0 }, "\(counts)")
        #expect(sum.isFinite)
    }
}
