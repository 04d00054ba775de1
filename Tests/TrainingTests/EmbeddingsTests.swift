import Testing
import Training

struct EmbeddingsTests {
    @Test("rows are read in order")
    func rows() throws {
        let embeddings = try Embeddings(values: [1, 2, 3, 4, 5, 6], count: 2, dimension: 3)
        #expect(Array(embeddings.row(1)) == [4, 5, 6])
        #expect(try Embeddings(values: [], count: 0, dimension: 3).count == 0)
    }

    @Test("what does not fit together is refused")
    func mismatch() {
        #expect(throws: TrainingError.countMismatch(what: "embedding values", expected: 6, found: 5)) {
            try Embeddings(values: [1, 2, 3, 4, 5], count: 2, dimension: 3)
        }
        #expect(throws: TrainingError.badOption(name: "dimension", allowed: "positive")) {
            try Embeddings(values: [], count: 2, dimension: 0)
        }
        #expect(throws: TrainingError.badOption(name: "count", allowed: "at least 0")) {
            try Embeddings(values: [], count: -1, dimension: 1)
        }
        #expect(throws: TrainingError.countMismatch(what: "embedding values", expected: Int.max, found: 0)) {
            try Embeddings(values: [], count: Int.max, dimension: 2)
        }
    }

    @Test("a value that is not finite is refused with its row", arguments: [Float.nan, .infinity, -.infinity])
    func notFinite(value: Float) {
        #expect(throws: TrainingError.notFinite(what: "the embeddings", row: 1)) {
            try Embeddings(values: [1, 2, 3, value], count: 2, dimension: 2)
        }
    }
}
