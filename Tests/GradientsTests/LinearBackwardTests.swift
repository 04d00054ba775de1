import Gradients
import Kernels
import MatrixProducts
import Tensors
import TestSupport
import Testing

struct LinearBackwardTests {
    @Test("the gradients of input, weight and bias are those of the definition's differences", arguments: InstructionSet.available)
    func differences(set: InstructionSet) {
        var random = RandomNumbers(seed: 1)
        for (rows, inputs, outputs) in [(1, 1, 1), (3, 5, 2), (4, 3, 17)] {
            let (x, weight, bias) = (random.floats(rows * inputs), random.floats(outputs * inputs), random.floats(outputs))
            let dy = random.floats(rows * outputs)
            let found = run(x, dy, weight, rows, inputs, outputs, set)
            let loss = { (x: [Double], weight: [Double], bias: [Double]) in
                dot(Definition.linear(x, weight: weight, bias: bias, rows: rows), doubles(dy))
            }
            let (xs, weights, biases) = (doubles(x), doubles(weight), doubles(bias))
            #expect(distance(found.dx, centralDifferences(at: xs) { loss($0, weights, biases) }) < 1e-5)
            #expect(distance(found.dWeight, centralDifferences(at: weights) { loss(xs, $0, biases) }) < 1e-5)
            #expect(distance(found.dBias, centralDifferences(at: biases) { loss(xs, weights, $0) }) < 1e-5)
        }
    }

    @Test("the fast version equals the definition at odd sizes, and none writes beyond its end", arguments: InstructionSet.available)
    func sizes(set: InstructionSet) {
        var random = RandomNumbers(seed: 2)
        for (rows, inputs, outputs) in [(0, 3, 4), (1, 16, 16), (17, 49, 33), (65, 97, 48), (33, 31, 100), (70, 384, 65)] {
            let (x, dy, weight) = (random.floats(rows * inputs), random.floats(rows * outputs), random.floats(outputs * inputs))
            let found = run(x, dy, weight, rows, inputs, outputs, set)
            var plain = (
                dx: [Float](repeating: 0, count: rows * inputs), dWeight: [Float](repeating: 0, count: weight.count),
                dBias: [Float](repeating: 0, count: outputs)
            )
            linearBackwardReference(
                x: x, dy: dy, rows: rows, weight: weight, inputs: inputs, outputs: outputs, dx: &plain.dx, dWeight: &plain.dWeight,
                dBias: &plain.dBias)
            #expect(distance(found.dx, plain.dx) < 1e-5, "\(rows) × \(inputs) × \(outputs)")
            #expect(distance(found.dWeight, plain.dWeight) < 1e-5, "\(rows) × \(inputs) × \(outputs)")
            #expect(distance(found.dBias, plain.dBias) < 1e-5, "\(rows) × \(inputs) × \(outputs)")
        }
    }

    @Test("gradients of parameters are added to what stands there", arguments: InstructionSet.available)
    func accumulates(set: InstructionSet) {
        var (dWeight, dBias): ([Float], [Float]) = ([10, 20], [30])
        for _ in 0..<2 {
            linearBackward(
                x: [2, 3, 4, 5], dy: [1, -1], rows: 2, inputs: 2, outputs: 1, dWeight: &dWeight, dBias: &dBias, set)
        }
        #expect(dWeight == [6, 16])
        #expect(dBias == [30])
        linearBackward(x: [2, 3], dy: [7], rows: 1, inputs: 2, outputs: 1, dWeight: &dWeight, dBias: &dBias, set)
        #expect(dWeight == [20, 37])
        #expect(dBias == [37])
    }

    private func run(
        _ x: [Float], _ dy: [Float], _ weight: [Float], _ rows: Int, _ inputs: Int, _ outputs: Int, _ set: InstructionSet
    ) -> (dx: [Float], dWeight: [Float], dBias: [Float]) {
        var dx = [Float](repeating: .nan, count: rows * inputs) + [7]
        var dWeight = [Float](repeating: 0, count: outputs * inputs) + [7]
        var dBias = [Float](repeating: 0, count: outputs) + [7]
        TransposedMatrix(Tensor(shape: [outputs, inputs], weight)).apply(to: dy, rows: rows, into: &dx, set)
        linearBackward(x: x, dy: dy, rows: rows, inputs: inputs, outputs: outputs, dWeight: &dWeight, dBias: &dBias, set)
        #expect(dx.last == 7 && dWeight.last == 7 && dBias.last == 7)
        return (Array(dx.dropLast()), Array(dWeight.dropLast()), Array(dBias.dropLast()))
    }
}
