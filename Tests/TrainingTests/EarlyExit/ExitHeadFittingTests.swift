import Testing
import Training

struct ExitHeadFittingTests {
    /// Random layers, the later the clearer.
    static func states(_ noises: [Double], count: Int = 90, dimension: Int = 12) throws -> (states: LayerStates, labels: [Int]) {
        let problems = try noises.map { try RandomProblem(count: count, dimension: dimension, classCount: 3, noise: $0) }
        let values = (0..<count).flatMap { row in problems.flatMap { Array($0.embeddings.row(row)) } }
        return (
            try LayerStates(values: values, count: count, layers: noises.count, dimension: dimension), problems.first?.labels ?? []
        )
    }

    private static let fitting = ExitHeadFitting(classWeighting: .uniform, classCount: 3, strengths: [0.1, 10])

    @Test("held-back rows get, layer by layer and strength by strength, what a regression on the others gives them")
    func heldLogits() throws {
        let (states, labels) = try Self.states([4, 2, 1])
        let weights = [Double](repeating: 1, count: 90)
        let (training, held) = (Array(0..<60), Array(60..<90))
        let found = try Self.fitting.heldLogits(states, labels: labels, rowWeights: weights, training: training, held: held)
        #expect(found.count == 2 * 2 * 30 * 3, "no exit after the last layer")
        for (layer, strength) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let rows = { (rows: [Int]) throws(TrainingError) in
                try Embeddings(
                    values: rows.flatMap { Array(states.layers[layer].row($0)) }, count: rows.count, dimension: 12)
            }
            let head = try LogisticRegression(
                strength: [0.1, 10][strength], classWeighting: .uniform, gradientTolerance: 1e-7
            ).fit(rows(training), labels: training.map { labels[$0] }, classCount: 3).head
            let expected = head.logits(try rows(held))
            let own = found[(layer * 2 + strength) * 90..<(layer * 2 + strength + 1) * 90]
            #expect(zip(own, expected).allSatisfy { abs($0 - $1) < 0.01 }, "layer \(layer), strength \(strength)")
        }
    }

    @Test("logits gathered fold by fold stand in the order of the rows")
    func gathering() throws {
        var logits = ExitLogits(exits: 2, strengths: 1, rows: 3, classes: 2)
        try logits.put([1, 2, 3, 4, 5, 6, 7, 8], rows: [2, 0])
        try logits.put([9, 10, 11, 12], rows: [1])
        #expect(logits.logits(exit: 0, strength: 0) == [3, 4, 9, 10, 1, 2])
        #expect(logits.logits(exit: 1, strength: 0) == [7, 8, 11, 12, 5, 6])
        #expect(throws: TrainingError.countMismatch(what: "logits of exits", expected: 4, found: 3)) {
            try logits.put([1, 2, 3], rows: [0])
        }
    }
}
