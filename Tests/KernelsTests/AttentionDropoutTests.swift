import Kernels
import TestSupport
import Testing

struct AttentionDropoutTests {
    @Test("attention with dropout multiplies the probabilities by the mask of token and head", arguments: InstructionSet.available)
    func masks(set: InstructionSet) {
        var random = RandomNumbers(seed: 97)
        let (heads, headSize, offsets) = (2, 5, [0, 3, 3, 90])
        let hidden = heads * headSize
        let qkv = random.floats(90 * 3 * hidden, in: -2...2)
        let context = apply(qkv, offsets, heads, headSize, Dropout(rate: 0.3, seed: 4, stream: 6), firstToken: 50, set)
        var worst: Double = 0
        for (first, end) in zip(offsets, offsets.dropFirst()) {
            for token in first..<end {
                for head in 0..<heads {
                    let exact = row(qkv, first..<end, token, head, heads, headSize) { position in
                        dropoutReference(1, rate: 0.3, seed: 4, stream: 6, row: (50 + token) * heads + head, column: position)
                    }
                    for (column, value) in exact.enumerated() {
                        worst = max(worst, abs(Double(context[token * hidden + head * headSize + column]) - value))
                    }
                }
            }
        }
        #expect(worst < 1e-5)
    }

    @Test("without dropout, and with rate 0, nothing changes by a bit", arguments: InstructionSet.available)
    func none(set: InstructionSet) {
        var random = RandomNumbers(seed: 98)
        let qkv = random.floats(70 * 96)
        let plain = apply(qkv, [0, 3, 70], 2, 16, nil, firstToken: 0, set)
        #expect(apply(qkv, [0, 3, 70], 2, 16, Dropout(rate: 0, seed: 1, stream: 1), firstToken: 9, set) == plain)
    }

    private func apply(
        _ qkv: [Float], _ offsets: [Int], _ heads: Int, _ headSize: Int, _ dropout: Dropout?, firstToken: Int, _ set: InstructionSet
    ) -> [Float] {
        var context = [Float](repeating: 7, count: qkv.count / 3)
        let attention = Attention(heads: heads, headSize: headSize, maxSequenceLength: 90)
        offsets.withUnsafeBufferPointer {
            attention.apply(qkv: qkv, offsets: $0, context: &context, dropout: dropout, firstToken: firstToken, set)
        }
        return context
    }

    /// The context of one token and head, in double precision.
    private func row(
        _ qkv: [Float], _ range: Range<Int>, _ token: Int, _ head: Int, _ heads: Int, _ headSize: Int, mask: (Int) -> Float
    ) -> [Double] {
        let hidden = heads * headSize
        func value(_ part: Int, _ token: Int, _ column: Int) -> Double {
            Double(qkv[(3 * token + part) * hidden + head * headSize + column])
        }
        var probabilities = range.map { other in
            Float((0..<headSize).reduce(0) { $0 + value(0, token, $1) * value(1, other, $1) } / Double(headSize).squareRoot())
        }
        softmaxReference(&probabilities, rows: 1, columns: range.count, stride: range.count)
        return (0..<headSize).map { column in
            range.reduce(0) { sum, other in
                let position = other - range.lowerBound
                return sum + Double(probabilities[position] * mask(position)) * value(2, other, column)
            }
        }
    }
}
