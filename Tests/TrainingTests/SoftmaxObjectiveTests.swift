import Testing
import Training

struct SoftmaxObjectiveTests {
    @Test("the gradient equals central differences, for any number of rows in a block", arguments: [1, 7, 128, 131])
    func gradient(rows: Int) throws {
        let problem = try RandomProblem(count: rows, dimension: 5, noise: 1)
        var generator = SplitMix64(seed: 9)
        let weights = (0..<rows).map { _ in 0.1 + generator.uniform() }
        var objective = SoftmaxObjective(
            x: DesignMatrix(problem.embeddings, rows: Array(0..<rows)), labels: problem.labels, rowWeights: weights, classCount: 6,
            penalty: 0.3)
        let parameters = (0..<objective.parameterCount).map { _ in generator.normal() }
        var gradient = [Double](repeating: .nan, count: parameters.count)
        var unused = gradient
        let value = objective.evaluate(parameters, gradient: &gradient)
        #expect(value > 0)
        for index in parameters.indices {
            var (up, down) = (parameters, parameters)
            up[index] += 1e-3
            down[index] -= 1e-3
            let difference = objective.evaluate(up, gradient: &unused) - objective.evaluate(down, gradient: &unused)
            #expect(abs(difference / 2e-3 - gradient[index]) < 2e-4)
        }
    }

    @Test("at zero the loss is the logarithm of the number of classes")
    func zero() throws {
        let problem = try RandomProblem(count: 30, dimension: 4, classCount: 3, noise: 1)
        var objective = SoftmaxObjective(
            x: DesignMatrix(problem.embeddings, rows: Array(0..<30)), labels: problem.labels,
            rowWeights: [Double](repeating: 2, count: 30), classCount: 3, penalty: 1)
        var gradient = [Double](repeating: 0, count: objective.parameterCount)
        let value = objective.evaluate([Double](repeating: 0, count: 15), gradient: &gradient)
        #expect(abs(value - 1.0986122886681098) < 1e-12)
    }
}
