import Testing
import Training

struct LogisticRegressionTests {
    @Test("coefficients and probabilities are scikit-learn's, with and without class and row weights")
    func golden() throws {
        let golden = try ProbeGoldens.object("regression.json")
        let dimension = try golden.int("dimension")
        let labels = try golden.ints("labels")
        let embeddings = try Embeddings(values: golden.floats("embeddings"), count: labels.count, dimension: dimension)
        let fits = try golden.objects("fits")
        #expect(fits.count == 12)
        for expected in fits {
            let regression = LogisticRegression(
                strength: try expected.double("strength"), classWeighting: try expected.bool("balanced") ? .balanced : .uniform,
                gradientTolerance: 1e-7)
            let weights = try expected.bool("weighted") ? golden.doubles("rowWeights") : nil
            let fit = try regression.fit(embeddings, labels: labels, rowWeights: weights, classCount: 6)
            #expect(fit.converged)
            #expect(try largestDifference(fit.head.weight.map(Double.init), expected.doubles("coef")) < 1e-4)
            let intercept = try expected.doubles("intercept")
            let mean = intercept.reduce(0, +) / 6
            #expect(largestDifference(fit.head.bias.map(Double.init), intercept.map { $0 - mean }) < 1e-4)
            let probabilities = Calibration.identity.probabilities(logits: fit.head.logits(embeddings), classCount: 6)
            #expect(try largestDifference(probabilities.map(Double.init), expected.doubles("probabilities")) < 1e-5)
        }
    }

    @Test("stronger regularization gives smaller weights")
    func strength() throws {
        let problem = try RandomProblem(count: 90, dimension: 8, noise: 1)
        let norms = try [0.01, 1, 100].map { strength in
            try LogisticRegression(strength: strength).fit(problem.embeddings, labels: problem.labels, classCount: 6).head.weight
                .reduce(0) { $0 + $1 * $1 }
        }
        #expect(norms == norms.sorted())
        #expect(norms[0] < norms[2] / 10)
    }

    @Test("a row of weight 2 counts like two rows, and a row of weight 0 like none")
    func rowWeights() throws {
        let problem = try RandomProblem(count: 30, dimension: 4, classCount: 3, noise: 2)
        let regression = LogisticRegression(strength: 3, gradientTolerance: 1e-7)
        let weights = (0..<30).map { [0.0, 1, 2][($0 / 3) % 3] }
        let weighted = try regression.fit(problem.embeddings, labels: problem.labels, rowWeights: weights, classCount: 3)
        let copies = (0..<30).flatMap { [Int](repeating: $0, count: Int(weights[$0])) }
        let repeated = try regression.fit(
            try Embeddings(values: copies.flatMap { problem.embeddings.row($0) }, count: copies.count, dimension: 4),
            labels: copies.map { problem.labels[$0] }, classCount: 3)
        #expect(largestDifference(weighted.head.weight.map(Double.init), repeated.head.weight.map(Double.init)) < 1e-4)
        #expect(largestDifference(weighted.head.bias.map(Double.init), repeated.head.bias.map(Double.init)) < 1e-4)
    }

    @Test("input that does not fit together is refused")
    func refused() throws {
        let embeddings = try Embeddings(values: [1, 2, 3, 4], count: 2, dimension: 2)
        func refusal(
            _ embeddings: Embeddings, _ labels: [Int], _ weights: [Double]? = nil, strength: Double = 1, classCount: Int = 2
        ) -> TrainingError? {
            do throws(TrainingError) {
                _ = try LogisticRegression(strength: strength).fit(
                    embeddings, labels: labels, rowWeights: weights, classCount: classCount)
                return nil
            } catch { return error }
        }
        #expect(refusal(embeddings, [0, 1]) == nil)
        #expect(refusal(try Embeddings(values: [], count: 0, dimension: 2), []) == .noRows)
        #expect(refusal(embeddings, [0]) == .countMismatch(what: "labels", expected: 2, found: 1))
        #expect(refusal(embeddings, [0, 2]) == .labelOutOfRange(row: 1, label: 2, classes: 2))
        #expect(refusal(embeddings, [-1, 0]) == .labelOutOfRange(row: 0, label: -1, classes: 2))
        #expect(refusal(embeddings, [0, 1], [1]) == .countMismatch(what: "row weights", expected: 2, found: 1))
        #expect(refusal(embeddings, [0, 1], [1, -1]) == .badRowWeight(row: 1))
        #expect(refusal(embeddings, [0, 1], [.nan, 1]) == .badRowWeight(row: 0))
        #expect(refusal(embeddings, [0, 1], [0, 0]) == .noRows)
        #expect(refusal(embeddings, [0, 1], strength: 0) == .badOption(name: "strength", allowed: "positive"))
        #expect(refusal(embeddings, [0, 0], classCount: 1) == .badOption(name: "classCount", allowed: "at least 2"))
    }
}
