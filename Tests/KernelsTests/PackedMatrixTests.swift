import Kernels
import Tensors
import TestSupport
import Testing

struct PackedMatrixTests {
    @Test("the packed product equals its definition at every size from 0 to two tiles plus one", arguments: InstructionSet.available)
    func sizes(set: InstructionSet) {
        var random = RandomNumbers(seed: 2)
        for outputs in [1, 2, 15, 16, 17, 31, 33, 47, 48, 49, 65, 97] {
            for inputs in [1, 3, 8, 33] {
                let weight = random.tensor(outputs, inputs)
                let bias = random.tensor(outputs)
                let packed = PackedMatrix(weight: weight, bias: bias)
                for rows in 0...17 {
                    let x = random.floats(rows * inputs + 1)
                    var fast = [Float](repeating: 7, count: rows * outputs + 1)
                    var plain = fast
                    packed.apply(to: x, rows: rows, into: &fast, set)
                    linearReference(x, rows: rows, weight: weight, bias: bias, into: &plain)
                    #expect(distance(fast, plain) < 2e-5, "\(rows) × \(outputs) × \(inputs)")
                    #expect(fast.last == 7, "wrote beyond the end at \(rows) × \(outputs) × \(inputs)")
                }
            }
        }
    }

    @Test("rows that need several blocks, and the sizes of MiniLM", arguments: InstructionSet.available)
    func blocks(set: InstructionSet) {
        var random = RandomNumbers(seed: 3)
        for (rows, outputs, inputs) in [(70, 96, 1536), (50, 384, 384), (9, 1152, 384), (3, 20, 40_000)] {
            let weight = random.tensor(outputs, inputs)
            let bias = random.tensor(outputs)
            let x = random.floats(rows * inputs)
            var fast = [Float](repeating: 0, count: rows * outputs)
            var plain = fast
            PackedMatrix(weight: weight, bias: bias).apply(to: x, rows: rows, into: &fast, set)
            linearReference(x, rows: rows, weight: weight, bias: bias, into: &plain)
            #expect(distance(fast, plain) < 1e-6 * Float(inputs).squareRoot() * 10, "\(rows) × \(outputs) × \(inputs)")
        }
    }

    @Test("layers packed as one give their outputs one after another, wherever they begin in a panel", arguments: [1, 5, 16, 32, 40])
    func fused(first: Int) {
        var random = RandomNumbers(seed: 4)
        let layers = [first, 19, 3].map { (weight: random.tensor($0, 9), bias: random.tensor($0)) }
        let x = random.floats(4 * 9)
        let total = first + 19 + 3
        var fused = [Float](repeating: 0, count: 4 * total)
        PackedMatrix(layers).apply(to: x, rows: 4, into: &fused)
        var column = 0
        for (weight, bias) in layers {
            var single = [Float](repeating: 0, count: 4 * bias.count)
            linearReference(x, rows: 4, weight: weight, bias: bias, into: &single)
            let part = (0..<4).flatMap { fused[$0 * total + column..<$0 * total + column + bias.count] }
            #expect(distance(part, single) < 1e-5)
            column += bias.count
        }
    }

    @Test("a row is the same bit for bit whatever rows stand beside it", arguments: InstructionSet.available)
    func rowsAreIndependent(set: InstructionSet) {
        var random = RandomNumbers(seed: 5)
        let packed = PackedMatrix(weight: random.tensor(70, 130), bias: random.tensor(70))
        let x = random.floats(40 * 130)
        var together = [Float](repeating: 0, count: 40 * 70)
        packed.apply(to: x, rows: 40, into: &together, set)
        for row in 0..<40 {
            var alone = [Float](repeating: 0, count: 70)
            packed.apply(to: Array(x[row * 130..<(row + 1) * 130]), rows: 1, into: &alone, set)
            #expect(alone == Array(together[row * 70..<(row + 1) * 70]))
        }
    }

    @Test("zeros, the largest values and denormals", arguments: InstructionSet.available)
    func extremes(set: InstructionSet) {
        for value in [0, Float.greatestFiniteMagnitude / 64, .leastNonzeroMagnitude, .leastNormalMagnitude] {
            let weight = Tensor(shape: [18, 32], [Float](repeating: 1, count: 18 * 32))
            let bias = Tensor(shape: [18], [Float](repeating: 0, count: 18))
            let x = [Float](repeating: value, count: 7 * 32)
            var y = [Float](repeating: 1, count: 7 * 18)
            PackedMatrix(weight: weight, bias: bias).apply(to: x, rows: 7, into: &y, set)
            #expect(y.allSatisfy { $0 == value * 32 }, "\(value)")
        }
    }
}
