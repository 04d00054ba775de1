import CAllocationCounting
import Gradients
import Kernels
import TestSupport
import Testing

struct AllocationTests {
    @Test(
        "after the first call nothing is allocated, by the linear layer and by attention with dropout", arguments: InstructionSet.available)
    func none(set: InstructionSet) throws {
        try #require(picket_counts_allocations() == 1, "another allocator is in place, nothing can be counted")
        var random = RandomNumbers(seed: 77)
        let offsets = [0, 7, 100]
        let (heads, hidden, tokens) = (2, 40, 100)
        let (qkv, dContext) = (random.floats(tokens * 3 * hidden), random.floats(tokens * hidden))
        var dqkv = [Float](repeating: 0, count: qkv.count)
        var dWeight = [Float](repeating: 0, count: 3 * hidden * hidden)
        var dBias = [Float](repeating: 0, count: 3 * hidden)
        let attention = AttentionBackward(heads: heads, headSize: hidden / heads, maxSequenceLength: 100)
        let dropout = Dropout(rate: 0.1, seed: 1, stream: 2)
        var counts: [UInt64] = []
        counts.reserveCapacity(4)
        offsets.withUnsafeBufferPointer { offsets in
            for _ in 0..<4 {
                let start = picket_allocation_count()
                attention.apply(qkv: qkv, dContext: dContext, offsets: offsets, dqkv: &dqkv, dropout: dropout, set)
                linearBackward(
                    x: dContext, dy: dqkv, rows: tokens, inputs: hidden, outputs: 3 * hidden, dWeight: &dWeight, dBias: &dBias, set)
                counts.append(picket_allocation_count() - start)
            }
        }
        #expect(counts[1...].allSatisfy { $0 == 0 }, "\(counts)")
    }
}
