import Acquisition
import Clustering
import Testing

struct CandidatePoolTests {
    @Test("an id that occurs twice is refused with its name")
    func duplicateIDs() throws {
        var pool = SyntheticPool(5)
        pool.ids[3] = "m1"
        #expect(throws: AcquisitionError.duplicateID("m1")) { try pool.pool() }
    }

    @Test(
        "scores that are no probabilities are refused with the id",
        arguments: [[0, 0, 0], [.nan, 1, 0], [.infinity, 0, 0], [-0.1, 1, 0.1]])
    func badScores(scores: [Float]) throws {
        var pool = SyntheticPool(5)
        pool.probabilities.replaceSubrange(6..<9, with: scores)
        #expect(throws: AcquisitionError.badProbabilities(id: "m2")) { try pool.pool() }
    }

    @Test("parts that do not fit together are refused")
    func shapes() throws {
        let pool = SyntheticPool(4, dimension: 2)
        let embeddings = try EmbeddingMatrix(pool.values, dimension: 2)
        func make(_ ids: [String], _ scores: [Float], classes: Int = 3, elsewhere: EmbeddingMatrix? = nil, labelled: Set<Int> = []) throws {
            _ = try CandidatePool(
                ids: ids, embeddings: embeddings, probabilities: scores, classCount: classes, labelled: labelled,
                labelledElsewhere: elsewhere)
        }
        let (ids, scores) = (pool.ids, pool.probabilities)
        #expect(throws: AcquisitionError.countMismatch(what: "embeddings", expected: 3, found: 4)) { try make(["a", "b", "c"], scores) }
        #expect(throws: AcquisitionError.countMismatch(what: "probabilities", expected: 12, found: 11)) { try make(ids, scores.dropLast()) }
        #expect(throws: AcquisitionError.badOption(name: "classCount", allowed: "at least 2")) { try make(ids, [1, 1, 1, 1], classes: 1) }
        #expect(throws: AcquisitionError.badOption(name: "labelled", allowed: "rows of the pool")) { try make(ids, scores, labelled: [4]) }
        #expect(throws: AcquisitionError.countMismatch(what: "columns of the labelled embeddings", expected: 2, found: 3)) {
            try make(ids, scores, elsewhere: try EmbeddingMatrix([1, 2, 3], dimension: 3))
        }
    }

    @Test("counts of labels are one for each class, and none is negative")
    func labelCounts() throws {
        let pool = SyntheticPool(3)
        #expect(throws: AcquisitionError.countMismatch(what: "counts of labels", expected: 3, found: 2)) {
            try pool.pool(labelCounts: [1, 2])
        }
        for count in [-1, Int.min, Int.max] {
            #expect(throws: AcquisitionError.badOption(name: "labelCounts", allowed: "0 to 2^40")) {
                try pool.pool(labelCounts: [1, count, 2])
            }
        }
    }
}
