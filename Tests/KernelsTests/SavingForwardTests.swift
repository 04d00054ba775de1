import Kernels
import Tensors
import TestSupport
import Testing

struct SavingForwardTests {
    @Test("layerNormSaving gives what layerNorm gives, bit for bit, and saves what led there", arguments: InstructionSet.available)
    func layerNorms(set: InstructionSet) {
        var random = RandomNumbers(seed: 80)
        for hidden in [1, 3, 15, 16, 17, 33, 384, 385] {
            for withResidual in [false, true] {
                let (gamma, beta) = (random.tensor(hidden), random.tensor(hidden))
                let (x, residual) = (random.floats(3 * hidden, in: -2...5), random.floats(3 * hidden))
                var (plain, saving) = (x, x + [7])
                var normalized = [Float](repeating: .nan, count: 3 * hidden) + [7]
                var inverse: [Float] = [.nan, .nan, .nan, 7]
                residual.withUnsafeBufferPointer { buffer in
                    let added = withResidual ? buffer.baseAddress : nil
                    layerNorm(&plain, adding: added, rows: 3, gamma: gamma, beta: beta, epsilon: 1e-6, set)
                    layerNormSaving(
                        &saving, adding: added, rows: 3, hidden: hidden, gamma: gamma.storage.pointer, beta: beta.storage.pointer,
                        epsilon: 1e-6, normalized: &normalized, inverseDeviation: &inverse, set)
                }
                #expect(Array(saving.dropLast()) == plain, "width \(hidden)")
                #expect(saving.last == 7 && normalized.last == 7 && inverse.last == 7)
                let rebuilt = (0..<3 * hidden).map { gamma.elements[$0 % hidden] * normalized[$0] + beta.elements[$0 % hidden] }
                #expect(distance(rebuilt, plain) < 1e-5, "width \(hidden)")
                for row in 0..<3 where hidden > 3 {
                    let values = (0..<hidden).map { x[row * hidden + $0] + (withResidual ? residual[row * hidden + $0] : 0) }
                    let mean = values.reduce(0) { $0 + Double($1) } / Double(hidden)
                    let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(hidden)
                    #expect(abs(Double(inverse[row]) * (variance + 1e-6).squareRoot() - 1) < 1e-5)
                }
            }
        }
    }

    @Test("gelu out of place gives what gelu gives, bit for bit, and leaves its input", arguments: InstructionSet.available)
    func gelus(set: InstructionSet) {
        var random = RandomNumbers(seed: 81)
        for count in [0, 1, 15, 16, 17, 2047, 2048, 2049, 5000] {
            let x = random.floats(count, in: -5...5)
            var (plain, y) = (x, [Float](repeating: .nan, count: count) + [7])
            gelu(&plain, count: count, set)
            gelu(x, into: &y, count: count, set)
            #expect(y == plain + [7], "\(count) elements")
        }
    }
}
