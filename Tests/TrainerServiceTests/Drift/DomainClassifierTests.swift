import TestSupport
import Testing
import Training
import TrainerService

struct DomainClassifierTests {
    private static let dimension = 6

    /// Rows of noise; the captured ones are moved along the first axis.
    private func embeddings(_ n: Int, shift: Float, seed: Int) throws -> (Embeddings, [Bool]) {
        var random = RandomNumbers(seed: seed)
        var values: [Float] = []
        for row in 0..<2 * n {
            var one = (0..<Self.dimension).map { _ in (0..<4).reduce(Float(0)) { sum, _ in sum + .random(in: -1...1, using: &random) } }
            if row < n { one[0] += shift }
            values += one
        }
        return (try Embeddings(values: values, count: 2 * n, dimension: Self.dimension), (0..<2 * n).map { $0 < n })
    }

    @Test("without a difference the p-value is below 0.05 in five of a hundred cases, and nothing alarms")
    func falseAlarms() throws {
        let checks = 120
        var (significant, areas) = (0, 0.0)
        for seed in 0..<checks {
            let (rows, captured) = try embeddings(30, shift: 0, seed: seed + 1)
            let found = try DomainClassifier(rows, isCaptured: captured, seed: UInt64(seed), permutations: 59, enough: 10)
            if found.pValue <= 0.05 { significant += 1 }
            areas += found.area
            #expect(found.verdict(level: 0.01) == .quiet)
        }
        print("domain, no drift: p <= 0.05 in \(Double(significant) / Double(checks)), mean area \(areas / Double(checks))")
        // 0.05 ± 3.5 standard errors of 0.0199.
        #expect(Double(significant) / Double(checks) <= 0.05 + 3.5 * 0.0199)
        // The area is ½ without a difference: a ranking of scores of different fits would be below it.
        #expect(abs(areas / Double(checks) - 0.5) < 0.03)
    }

    @Test("a difference is found, and a great one alarms")
    func power() throws {
        var found = 0
        for seed in 0..<10 {
            let (rows, captured) = try embeddings(40, shift: 2, seed: seed + 1)
            let result = try DomainClassifier(rows, isCaptured: captured, seed: UInt64(seed), permutations: 199)
            // Φ(2 / (√2 · 1.155)) = 0.89.
            #expect(abs(result.area - 0.89) < 0.12)
            #expect(result.interval.contains(result.area))
            if result.verdict(level: 0.01) > .quiet { found += 1 }
        }
        #expect(found == 10)
    }

    @Test("the permutations end early where chance reaches the area, and one seed gives one result")
    func sequential() throws {
        let (rows, captured) = try embeddings(30, shift: 0, seed: 5)
        let one = try DomainClassifier(rows, isCaptured: captured, seed: 5, permutations: 399, enough: 5)
        #expect(one.permutations < 399)
        #expect(one == (try DomainClassifier(rows, isCaptured: captured, seed: 5, permutations: 399, enough: 5)))
        let stopped = try DomainClassifier(rows, isCaptured: captured, seed: 5, isStopped: { true })
        #expect(stopped.permutations == 0)
        #expect(stopped.pValue == 1)
    }

    @Test("too few texts of a kind are an error, not an area")
    func tooFew() throws {
        let (rows, captured) = try embeddings(29, shift: 0, seed: 1)
        #expect(throws: TrainingError.noRows) { try DomainClassifier(rows, isCaptured: captured, seed: 1) }
        #expect(throws: TrainingError.self) { try DomainClassifier(rows, isCaptured: [], seed: 1) }
    }
}
