package import Clustering

/// The messages that queries are chosen from, and what is labelled already.
package struct CandidatePool: Sendable {
    /// `[n]`, all different.
    package let ids: [String]
    /// n rows, in the order of `ids`.
    package let embeddings: any EmbeddingSource
    /// The learner's, `[n, C]` row-major.
    package let probabilities: [Float]
    package let classCount: Int
    /// Rows of the pool that have a label.
    package let labelled: Set<Int>
    /// Labelled messages that are not in the pool: the bootstrap set, say.
    package let labelledElsewhere: (any EmbeddingSource)?
    /// `[C]`: labels of each class so far, in the pool and elsewhere; nil when nobody counted.
    package let labelCounts: [Int]?

    /// - Throws: `countMismatch`, `duplicateID`, `badProbabilities` with the id, or `badOption`.
    package init(
        ids: [String], embeddings: any EmbeddingSource, probabilities: [Float], classCount: Int, labelled: Set<Int> = [],
        labelledElsewhere: (any EmbeddingSource)? = nil, labelCounts: [Int]? = nil
    ) throws(AcquisitionError) {
        guard classCount >= 2 else { throw .badOption(name: "classCount", allowed: "at least 2") }
        guard embeddings.count == ids.count else { throw .countMismatch(what: "embeddings", expected: ids.count, found: embeddings.count) }
        guard probabilities.count == ids.count * classCount else {
            throw .countMismatch(what: "probabilities", expected: ids.count * classCount, found: probabilities.count)
        }
        if let other = labelledElsewhere, other.dimension != embeddings.dimension {
            throw .countMismatch(what: "columns of the labelled embeddings", expected: embeddings.dimension, found: other.dimension)
        }
        guard labelled.allSatisfy(ids.indices.contains) else { throw .badOption(name: "labelled", allowed: "rows of the pool") }
        if let labelCounts, labelCounts.count != classCount {
            throw .countMismatch(what: "counts of labels", expected: classCount, found: labelCounts.count)
        }
        guard labelCounts?.allSatisfy({ (0...1 << 40).contains($0) }) ?? true else {
            throw .badOption(name: "labelCounts", allowed: "0 to 2^40")
        }
        var seen = Set<String>(minimumCapacity: ids.count)
        for id in ids where !seen.insert(id).inserted { throw .duplicateID(id) }
        for row in ids.indices {
            let scores = probabilities[row * classCount..<(row + 1) * classCount]
            guard scores.allSatisfy({ $0.isFinite && $0 >= 0 }), scores.contains(where: { $0 > 0 }) else {
                throw .badProbabilities(id: ids[row])
            }
        }
        self.ids = ids
        self.embeddings = embeddings
        self.probabilities = probabilities
        self.classCount = classCount
        self.labelled = labelled
        self.labelledElsewhere = labelledElsewhere
        self.labelCounts = labelCounts
    }

    package var count: Int { ids.count }

    func scores(of row: Int) -> ArraySlice<Float> { probabilities[row * classCount..<(row + 1) * classCount] }

    /// Whether one row comes before another where all else is equal: by the bytes of their ids, so that the order of the pool is none.
    func precedes(_ a: Int, _ b: Int) -> Bool { ids[a].utf8.lexicographicallyPrecedes(ids[b].utf8) }
}
