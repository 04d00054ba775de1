import Gradients
import Kernels
import TestSupport
import Testing

struct AttentionBackwardTests {
    @Test("the gradient is that of the definition's differences, over a ragged batch", arguments: InstructionSet.available, [0, 0.4])
    func differences(set: InstructionSet, rate: Float) {
        var random = RandomNumbers(seed: 30)
        for (heads, headSize) in [(1, 1), (2, 3), (1, 16)] {
            let offsets = [0, 1, 1, 4, 6]
            let (qkv, dContext) = (random.floats(18 * heads * headSize, in: -2...2), random.floats(6 * heads * headSize))
            let dropout = Dropout(rate: rate, seed: 5, stream: 9)
            let found = run(qkv, dContext, offsets, heads, headSize, dropout, set)
            let exact = centralDifferences(at: doubles(qkv)) {
                dot(
                    Definition.attention($0, offsets: offsets, heads: heads, headSize: headSize, mask: { Double(mask(rate, $0, $1)) }),
                    doubles(dContext))
            }
            #expect(distance(found, exact) < 1e-5, "\(heads) heads of \(headSize)")
        }
    }

    @Test("the fast version equals the definition, blocks of queries and edges of panels included", arguments: InstructionSet.available)
    func sizes(set: InstructionSet) {
        var random = RandomNumbers(seed: 31)
        for (heads, headSize) in [(1, 1), (3, 16), (2, 20), (2, 32), (1, 64)] {
            for rate: Float in [0, 0.1] {
                let offsets = [0, 1, 1, 3, 19, 36, 101, 230]
                let (qkv, dContext) = (random.floats(690 * heads * headSize, in: -2...2), random.floats(230 * heads * headSize))
                let found = run(qkv, dContext, offsets, heads, headSize, Dropout(rate: rate, seed: 5, stream: 9), set)
                let plain = attentionBackwardReference(
                    qkv: qkv, dContext: dContext, offsets: offsets, heads: heads, headSize: headSize, mask: { mask(rate, $0, $1) })
                #expect(distance(found, plain) < 1e-5, "\(heads) heads of \(headSize), rate \(rate)")
            }
        }
    }

    @Test("a sequence is the same bit for bit alone and between others, masks included", arguments: InstructionSet.available)
    func independent(set: InstructionSet) {
        var random = RandomNumbers(seed: 32)
        let (offsets, dropout) = ([0, 5, 75, 93], Dropout(rate: 0.2, seed: 1, stream: 2))
        let (qkv, dContext) = (random.floats(93 * 96), random.floats(93 * 32))
        let together = run(qkv, dContext, offsets, 2, 16, dropout, set)
        for (first, end) in zip(offsets, offsets.dropFirst()) {
            let alone = run(
                Array(qkv[first * 96..<end * 96]), Array(dContext[first * 32..<end * 32]), [0, end - first], 2, 16, dropout,
                firstToken: first, set)
            #expect(alone == Array(together[first * 96..<end * 96]))
        }
    }

    @Test("one scratch gives the same result again, whatever it computed in between", arguments: InstructionSet.available)
    func reuse(set: InstructionSet) {
        var random = RandomNumbers(seed: 33)
        let backward = AttentionBackward(heads: 2, headSize: 8, maxSequenceLength: 40)
        let (qkv, dContext) = (random.floats(40 * 48), random.floats(40 * 16))
        func compute(_ offsets: [Int]) -> [Float] {
            var dqkv = [Float](repeating: .nan, count: 40 * 48)
            offsets.withUnsafeBufferPointer { backward.apply(qkv: qkv, dContext: dContext, offsets: $0, dqkv: &dqkv, set) }
            return dqkv
        }
        let first = compute([0, 3, 20])
        _ = compute([0, 40])
        #expect(compute([0, 3, 20])[..<(20 * 48)] == first[..<(20 * 48)])
    }

    /// What `Dropout(rate:seed: 5, stream: 9)` multiplies by.
    private func mask(_ rate: Float, _ row: Int, _ column: Int) -> Float {
        dropoutReference(1, rate: rate, seed: 5, stream: 9, row: row, column: column)
    }

    private func run(
        _ qkv: [Float], _ dContext: [Float], _ offsets: [Int], _ heads: Int, _ headSize: Int, _ dropout: Dropout, firstToken: Int = 0,
        _ set: InstructionSet
    ) -> [Float] {
        var dqkv = [Float](repeating: .nan, count: qkv.count) + [7]
        let backward = AttentionBackward(heads: heads, headSize: headSize, maxSequenceLength: 130)
        offsets.withUnsafeBufferPointer {
            backward.apply(
                qkv: qkv, dContext: dContext, offsets: $0, dqkv: &dqkv, dropout: dropout.rate > 0 ? dropout : nil, firstToken: firstToken,
                set)
        }
        #expect(dqkv.last == 7)
        return Array(dqkv.dropLast())
    }
}
