import Kernels
import Tensors
import TestSupport
import Testing

struct QuantizedMatrixTests {
    @Test("the product equals its definition at every size from 0 to two tiles plus one", arguments: InstructionSet.available)
    func sizes(set: InstructionSet) {
        var random = RandomNumbers(seed: 21)
        for outputs in [1, 2, 8, 15, 16, 17, 31, 33, 47, 48, 49, 65, 97] {
            for inputs in [1, 3, 4, 5, 33] {
                let weight = random.tensor(outputs, inputs)
                let bias = random.tensor(outputs)
                let matrix = QuantizedMatrix(weight: weight, bias: bias)
                for rows in 0...17 {
                    let x = random.floats(rows * inputs, in: -1...3)
                    expectEqual(matrix, weight, bias, x, rows: rows, set)
                }
            }
        }
    }

    @Test("rows that need several blocks, and the sizes of MiniLM", arguments: InstructionSet.available)
    func blocks(set: InstructionSet) {
        var random = RandomNumbers(seed: 22)
        for (rows, outputs, inputs) in [(150, 32, 1536), (50, 384, 384), (9, 1152, 384), (3, 20, 40_000)] {
            let weight = random.tensor(outputs, inputs)
            let bias = random.tensor(outputs)
            expectEqual(QuantizedMatrix(weight: weight, bias: bias), weight, bias, random.floats(rows * inputs), rows: rows, set)
        }
    }

    @Test("bytes at both ends of their ranges do not overflow on their way", arguments: InstructionSet.available)
    func extremes(set: InstructionSet) {
        for sign: Float in [-1, 1] {
            let inputs = 3_072
            let weight = Tensor(shape: [17, inputs], [Float](repeating: sign, count: 17 * inputs))
            let bias = Tensor.zeros([17])
            // One zero gives the row its range, so that all other bytes are 255.
            let x = [0] + [Float](repeating: 1, count: inputs - 1)
            let y = product(QuantizedMatrix(weight: weight, bias: bias), x, rows: 1, set)
            #expect(y.allSatisfy { abs($0 - sign * Float(inputs - 1)) < 0.01 }, "\(y[0])")
        }
    }

    @Test("weights of zeros, equal values, denormals and the largest values", arguments: InstructionSet.available)
    func odd(set: InstructionSet) {
        for value in [0, 2, Float.leastNonzeroMagnitude, 1e30] {
            let weight = Tensor(shape: [18, 32], [Float](repeating: value, count: 18 * 32))
            let y = product(QuantizedMatrix(weight: weight, bias: .zeros([18])), [Float](repeating: 0.5, count: 7 * 32), rows: 7, set)
            let expected = value < 1e-30 ? 0 : value * 16
            #expect(y.allSatisfy { abs($0 - expected) <= expected * 1e-6 }, "\(value)")
        }
    }

    @Test("a row of nothing but NaN gives NaN, and so does one with an infinity", arguments: InstructionSet.available)
    func notANumber(set: InstructionSet) {
        var random = RandomNumbers(seed: 23)
        let matrix = QuantizedMatrix(weight: random.tensor(20, 40), bias: random.tensor(20))
        for bad in [[Float](repeating: .nan, count: 40), [Float.infinity] + [Float](repeating: 1, count: 39)] {
            let y = product(matrix, bad + random.floats(40), rows: 2, set)
            #expect(y[..<20].allSatisfy { !$0.isFinite })
            #expect(y[20...].allSatisfy { $0.isFinite })
        }
    }

    @Test("a row is the same bit for bit whatever rows stand beside it", arguments: InstructionSet.available)
    func rowsAreIndependent(set: InstructionSet) {
        var random = RandomNumbers(seed: 24)
        let matrix = QuantizedMatrix(weight: random.tensor(70, 130), bias: random.tensor(70))
        let x = random.floats(40 * 130)
        let together = product(matrix, x, rows: 40, set)
        for row in 0..<40 {
            let alone = product(matrix, Array(x[row * 130..<(row + 1) * 130]), rows: 1, set)
            #expect(alone == Array(together[row * 70..<(row + 1) * 70]))
        }
    }

    @Test("smoothing keeps the product and evens out a channel that is large in every row", arguments: InstructionSet.available)
    func smoothing(set: InstructionSet) {
        var random = RandomNumbers(seed: 25)
        let (weight, bias) = (random.tensor(24, 64), random.tensor(24))
        var x = random.floats(5 * 64)
        for row in 0..<5 { x[row * 64 + 7] += 60 }
        var factors = [Float](repeating: 1, count: 64)
        factors[7] = 1.0 / 16
        var exact = [Float](repeating: 0, count: 5 * 24)
        linearReference(x, rows: 5, weight: weight, bias: bias, into: &exact)
        let plain = distance(product(QuantizedMatrix(weight: weight, bias: bias), x, rows: 5, set), exact)
        let smoothed = QuantizedMatrix(weight: weight, bias: bias, smoothing: factors)
        expectEqual(smoothed, weight, bias, x, rows: 5, set, smoothing: factors)
        #expect(distance(product(smoothed, x, rows: 5, set), exact) < plain * 0.8)
    }

    @Test("instruction sets agree but for the last rounding")
    func setsAgree() {
        var random = RandomNumbers(seed: 26)
        let matrix = QuantizedMatrix(weight: random.tensor(50, 200), bias: random.tensor(50))
        let x = random.floats(9 * 200)
        let results = InstructionSet.available.map { product(matrix, x, rows: 9, $0) }
        for result in results { #expect(distance(result, results[0]) < 1e-5) }
    }

    private func product(_ matrix: QuantizedMatrix, _ x: [Float], rows: Int, _ set: InstructionSet) -> [Float] {
        let quantized = QuantizedRows(maxRows: rows, maxColumns: matrix.inputs)
        var y = [Float](repeating: 7, count: rows * matrix.outputs + 1)
        quantized.quantize(x, rows: rows, columns: matrix.inputs, smoothing: matrix.smoothing, set)
        matrix.apply(to: quantized, into: &y)
        #expect(y.last == 7, "wrote beyond the end at \(rows) × \(matrix.outputs) × \(matrix.inputs)")
        return y.dropLast()
    }

    private func expectEqual(
        _ matrix: QuantizedMatrix, _ weight: Tensor, _ bias: Tensor, _ x: [Float], rows: Int, _ set: InstructionSet,
        smoothing: [Float]? = nil
    ) {
        let y = product(matrix, x, rows: rows, set)
        let split = (0..<rows).map { Array(x[$0 * matrix.inputs..<($0 + 1) * matrix.inputs]) }
        // Two large terms cancel in a long sum, and each is rounded.
        let allowance = max(1, Double(matrix.inputs).squareRoot() / 20)
        let expected = quantizedLinearReference(split, weight: weight, bias: bias, smoothing: smoothing)
        for (row, values) in expected.enumerated() {
            for (output, value) in values.enumerated() {
                let found = Double(y[row * matrix.outputs + output])
                #expect(
                    abs(found - value) <= 8e-6 * (1 + abs(value)) * allowance, "\(rows) × \(matrix.outputs) × \(matrix.inputs), row \(row)")
            }
        }
    }
}
