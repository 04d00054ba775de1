import Gradients
import Kernels
import TestSupport
import Testing

struct SoftmaxBackwardTests {
    @Test("the gradient is that of the definition's differences", arguments: InstructionSet.available)
    func differences(set: InstructionSet) {
        var random = RandomNumbers(seed: 20)
        for columns in [1, 2, 15, 16, 17] {
            let (x, dy) = (random.floats(2 * columns, in: -3...3), random.floats(2 * columns))
            var y = padded(x, columns, with: 9)
            softmax(&y, rows: 2, columns: columns, stride: 32, scale: 0.7, set)
            var found = padded(dy, columns, with: .nan)
            softmaxBackward(&found, y: y, rows: 2, columns: columns, stride: 32, scale: 0.7, set)
            let exact = centralDifferences(at: doubles(x)) {
                dot(Definition.softmax($0, columns: columns, scale: Double(Float(0.7))), doubles(dy))
            }
            #expect(distance(Array(found[..<columns]) + Array(found[32..<32 + columns]), exact) < 1e-6, "\(columns) columns")
        }
    }

    @Test("the fast version equals the definition and clears the padding at every width", arguments: InstructionSet.available)
    func widths(set: InstructionSet) {
        var random = RandomNumbers(seed: 21)
        for columns in Array(1...49) + [200] {
            for extra in [0, 16] {
                let stride = roundedUpToPanel(columns) + extra
                let (y, dy) = (random.floats(3 * stride, in: 0...1), random.floats(3 * stride))
                var (fast, plain) = (dy + [7], dy + [7])
                softmaxBackward(&fast, y: y, rows: 3, columns: columns, stride: stride, scale: 0.3, set)
                softmaxBackwardReference(&plain, y: y, rows: 3, columns: columns, stride: stride, scale: 0.3)
                #expect(distance(fast, plain) < 1e-5, "\(columns) columns")
            }
        }
    }

    private func padded(_ x: [Float], _ columns: Int, with value: Float) -> [Float] {
        let padding = [Float](repeating: value, count: 32 - columns)
        return Array(x[..<columns]) + padding + Array(x[columns...]) + padding
    }
}
