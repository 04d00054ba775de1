import Kernels
import Tensors
import TestSupport
import Testing

struct LayerNormTests {
    @Test("layerNorm equals its definition, with and without a residual, at every width", arguments: InstructionSet.available)
    func widths(set: InstructionSet) {
        var random = RandomNumbers(seed: 7)
        for width in Array(1...49) + [384, 385] {
            for rows in [0, 1, 3] {
                let (gamma, beta) = (random.tensor(width), random.tensor(width))
                let x = random.floats(rows * width, in: -5...9)
                let residual = random.floats(rows * width)
                for withResidual in [false, true] {
                    var fast = x + [7]
                    var plain = x
                    residual.withUnsafeBufferPointer { buffer in
                        let added = withResidual ? buffer.baseAddress : nil
                        layerNorm(&fast, adding: added, rows: rows, gamma: gamma, beta: beta, epsilon: 1e-12, set)
                        layerNormReference(&plain, adding: added, rows: rows, gamma: gamma, beta: beta, epsilon: 1e-12)
                    }
                    // Of a row of one or two values the difference is all that is left, and its rounding with it.
                    #expect(distance(Array(fast.dropLast()), plain) < (width < 4 ? 1e-3 : 1e-5), "width \(width)")
                    #expect(fast.last == 7)
                }
            }
        }
    }

    @Test("rows of equal values become beta, large and small values stay finite", arguments: InstructionSet.available)
    func extremes(set: InstructionSet) {
        let gamma = Tensor(shape: [32], [Float](repeating: 2, count: 32))
        let beta = Tensor(shape: [32], (0..<32).map(Float.init))
        for value in [Float(0), 3, -1e15, 1e-30] {
            var x = [Float](repeating: value, count: 32)
            layerNorm(&x, adding: nil, rows: 1, gamma: gamma, beta: beta, epsilon: 1e-12, set)
            #expect(distance(x, beta.array) < 1e-4, "\(value)")
        }
        var wide: [Float] = (0..<32).map { $0 % 2 == 0 ? 1e18 : -1e18 }
        layerNorm(&wide, adding: nil, rows: 1, gamma: gamma, beta: beta, epsilon: 1e-12, set)
        #expect(distance(wide, (0..<32).map { Float($0) + ($0 % 2 == 0 ? 2 : -2) }) < 1e-4)
    }
}
