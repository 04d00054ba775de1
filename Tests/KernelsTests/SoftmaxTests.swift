import Kernels
import TestSupport
import Testing

struct SoftmaxTests {
    @Test("softmax equals its definition and clears the padding, at every width", arguments: InstructionSet.available)
    func widths(set: InstructionSet) {
        var random = RandomNumbers(seed: 8)
        for columns in Array(1...49) + [200, 512] {
            for extra in [0, 16] {
                let stride = roundedUpToPanel(columns) + extra
                let x = random.floats(3 * stride, in: -20...20)
                var fast = x
                var plain = x
                softmax(&fast, rows: 3, columns: columns, stride: stride, scale: 0.7, set)
                softmaxReference(&plain, rows: 3, columns: columns, stride: stride, scale: 0.7)
                #expect(distance(fast, plain) < 5e-6, "\(columns) columns")
            }
        }
    }

    @Test("one score far above the others, all equal, all very negative", arguments: InstructionSet.available)
    func extremes(set: InstructionSet) {
        func row(_ values: [Float]) -> [Float] {
            var x = values + [Float](repeating: 9, count: 16 - values.count)
            softmax(&x, rows: 1, columns: values.count, stride: 16, set)
            return Array(x[..<values.count])
        }
        #expect(row([0, 3e38, -3e38]) == [0, 1, 0])
        #expect(row([5, 5, 5, 5]) == [0.25, 0.25, 0.25, 0.25])
        #expect(row([-3e38, -3e38]) == [0.5, 0.5])
        #expect(row([.leastNonzeroMagnitude]) == [1])
    }
}
