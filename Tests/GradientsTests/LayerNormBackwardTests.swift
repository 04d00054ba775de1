import Gradients
import Kernels
import TestSupport
import Testing

struct LayerNormBackwardTests {
    @Test("the gradients of input, gamma and beta are those of the definition's differences", arguments: InstructionSet.available)
    func differences(set: InstructionSet) {
        var random = RandomNumbers(seed: 3)
        for (rows, hidden) in [(1, 3), (2, 8), (3, 17)] {
            let problem = Problem(&random, rows, hidden)
            let found = problem.run(set)
            let (gammas, betas) = (doubles(problem.gamma), doubles(problem.beta))
            let (x, residual) = (doubles(problem.x), doubles(problem.residual))
            let loss = { (x: [Double], gamma: [Double], beta: [Double]) in
                let v = zip(x, residual).map { $0 + $1 }
                return dot(Definition.layerNorm(v, gamma: gamma, beta: beta, epsilon: 1e-5), doubles(problem.dy))
            }
            #expect(distance(found.dx, centralDifferences(at: x) { loss($0, gammas, betas) }) < 1e-5)
            #expect(distance(found.dGamma, centralDifferences(at: gammas) { loss(x, $0, betas) }) < 1e-5)
            #expect(distance(found.dBeta, centralDifferences(at: betas) { loss(x, gammas, $0) }) < 1e-5)
        }
    }

    @Test("the fast version equals the definition at every width", arguments: InstructionSet.available)
    func widths(set: InstructionSet) {
        var random = RandomNumbers(seed: 4)
        for hidden in edgeCounts.filter({ $0 > 1 }) + [384, 385] {
            for rows in [0, 1, 5] {
                let problem = Problem(&random, rows, hidden)
                let (found, plain) = (problem.run(set), problem.run(nil))
                #expect(distance(found.dx, plain.dx) < 1e-4, "width \(hidden)")
                #expect(distance(found.dGamma, plain.dGamma) < 1e-5, "width \(hidden)")
                #expect(distance(found.dBeta, plain.dBeta) < 1e-5, "width \(hidden)")
            }
        }
    }

    @Test("gradients of gamma and beta are added to what stands there", arguments: InstructionSet.available)
    func accumulates(set: InstructionSet) {
        var random = RandomNumbers(seed: 5)
        let problem = Problem(&random, 4, 20)
        let (once, onTop) = (problem.run(set), problem.run(set, start: 100))
        #expect(distance(onTop.dGamma, once.dGamma.map { $0 + 100 }) < 1e-6)
        #expect(distance(onTop.dBeta, once.dBeta.map { $0 + 100 }) < 1e-6)
        #expect(onTop.dx == once.dx)
    }

    private struct Problem {
        let rows: Int
        let hidden: Int
        let x, residual, gamma, beta, dy: [Float]

        init(_ random: inout RandomNumbers, _ rows: Int, _ hidden: Int) {
            (self.rows, self.hidden) = (rows, hidden)
            (x, residual) = (random.floats(rows * hidden, in: -2...3), random.floats(rows * hidden))
            (gamma, beta) = (random.floats(hidden), random.floats(hidden))
            dy = random.floats(rows * hidden)
        }

        /// Nil takes the reference, on what the fast forward saved.
        func run(_ set: InstructionSet?, start: Float = 0) -> (dx: [Float], dGamma: [Float], dBeta: [Float]) {
            var (y, dx) = (x, dy + [7])
            var normalized = [Float](repeating: 0, count: x.count)
            var inverse = [Float](repeating: 0, count: rows)
            var dGamma = [Float](repeating: start, count: hidden) + [7]
            var dBeta = dGamma
            layerNormSaving(
                &y, adding: residual, rows: rows, hidden: hidden, gamma: gamma, beta: beta, epsilon: 1e-5, normalized: &normalized,
                inverseDeviation: &inverse, set ?? .best)
            if let set {
                layerNormBackward(
                    &dx, rows: rows, hidden: hidden, gamma: gamma, normalized: normalized, inverseDeviation: inverse, dGamma: &dGamma,
                    dBeta: &dBeta, set)
            } else {
                layerNormBackwardReference(
                    &dx, rows: rows, hidden: hidden, gamma: gamma, normalized: normalized, inverseDeviation: inverse, dGamma: &dGamma,
                    dBeta: &dBeta)
            }
            #expect(dx.last == 7 && dGamma.last == 7 && dBeta.last == 7)
            return (Array(dx.dropLast()), Array(dGamma.dropLast()), Array(dBeta.dropLast()))
        }
    }
}
