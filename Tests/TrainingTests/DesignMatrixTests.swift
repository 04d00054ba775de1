import Testing
import Training

struct DesignMatrixTests {
    @Test("products over a block equal sums written out", arguments: [(1, 1, 2), (5, 7, 3), (33, 16, 6), (130, 24, 6)])
    func products(rows: Int, dimension: Int, classCount: Int) throws {
        let problem = try RandomProblem(count: rows + 3, dimension: dimension, classCount: classCount, noise: 1)
        let x = DesignMatrix(problem.embeddings, rows: Array(0..<rows + 3))
        var generator = SplitMix64(seed: 2)
        let weight = (0..<classCount * dimension).map { _ in Float(generator.normal()) }
        var z = [Float](repeating: .nan, count: rows * classCount)
        x.multiply(rows: 2..<rows + 2, weight: weight, classCount: classCount, into: &z)
        var dw = [Float](repeating: .nan, count: classCount * dimension)
        x.multiplyTransposed(rows: 2..<rows + 2, dz: z, classCount: classCount, into: &dw)
        var expected = [Double](repeating: 0, count: dw.count)
        for row in 0..<rows {
            let values = Array(problem.embeddings.row(row + 2))
            for c in 0..<classCount {
                let logit = (0..<dimension).reduce(0.0) { $0 + Double(values[$1]) * Double(weight[c * dimension + $1]) }
                #expect(abs(Double(z[row * classCount + c]) - logit) < 1e-5)
                for h in 0..<dimension { expected[c * dimension + h] += Double(z[row * classCount + c]) * Double(values[h]) }
            }
        }
        for (found, expected) in zip(dw, expected) { #expect(abs(Double(found) - expected) < 1e-4) }
    }

    @Test("only the rows that are asked for are taken, in their order")
    func rows() throws {
        let embeddings = try Embeddings(values: [1, 2, 3, 4, 5, 6], count: 3, dimension: 2)
        let x = DesignMatrix(embeddings, rows: [2, 0])
        var z: [Float] = [0, 0]
        x.multiply(rows: 0..<2, weight: [10, 1], classCount: 1, into: &z)
        #expect(z == [56, 12])
    }
}
