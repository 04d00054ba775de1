import Kernels
import TestSupport
import Testing

struct AttentionTests {
    @Test(
        "attention equals its definition over a ragged batch, for head sizes with and without an edge", arguments: InstructionSet.available)
    func ragged(set: InstructionSet) {
        var random = RandomNumbers(seed: 9)
        for (heads, headSize) in [(1, 1), (2, 8), (3, 16), (2, 20), (2, 32), (1, 64)] {
            let offsets = [0, 1, 1, 3, 19, 36, 166]
            let (fast, plain) = run(&random, offsets, heads, headSize, set)
            #expect(distance(fast, plain) < 1e-5, "\(heads) heads of \(headSize)")
        }
    }

    @Test("every length from 1 to two panels plus one", arguments: InstructionSet.available)
    func lengths(set: InstructionSet) {
        var random = RandomNumbers(seed: 10)
        for tokens in 1...33 {
            let (fast, plain) = run(&random, [0, tokens], 2, 8, set)
            #expect(distance(fast, plain) < 1e-5, "\(tokens) tokens")
        }
    }

    @Test("a sequence is the same bit for bit alone and between others", arguments: InstructionSet.available)
    func independent(set: InstructionSet) {
        var random = RandomNumbers(seed: 11)
        let (heads, headSize, offsets) = (2, 16, [0, 5, 70, 88])
        let qkv = random.floats(88 * 96)
        let together = apply(qkv, offsets, heads, headSize, set)
        for (first, end) in zip(offsets, offsets.dropFirst()) {
            let alone = apply(Array(qkv[first * 96..<end * 96]), [0, end - first], heads, headSize, set)
            #expect(alone == Array(together[first * 32..<end * 32]))
        }
    }

    private func apply(_ qkv: [Float], _ offsets: [Int], _ heads: Int, _ headSize: Int, _ set: InstructionSet) -> [Float] {
        var context = [Float](repeating: 7, count: (offsets.last ?? 0) * heads * headSize)
        let attention = Attention(heads: heads, headSize: headSize, maxSequenceLength: 130)
        offsets.withUnsafeBufferPointer { attention.apply(qkv: qkv, offsets: $0, context: &context, set) }
        return context
    }

    private func run(
        _ random: inout RandomNumbers, _ offsets: [Int], _ heads: Int, _ headSize: Int, _ set: InstructionSet
    ) -> (fast: [Float], plain: [Float]) {
        let tokens = offsets.last ?? 0
        let qkv = random.floats(tokens * 3 * heads * headSize, in: -2...2)
        var plain = [Float](repeating: 0, count: tokens * heads * headSize)
        attentionReference(qkv: qkv, offsets: offsets, heads: heads, headSize: headSize, context: &plain)
        return (apply(qkv, offsets, heads, headSize, set), plain)
    }
}
