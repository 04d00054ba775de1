/// Embeddings that are read by ranges of rows, so that a million of them need not be in memory at once.
package protocol EmbeddingSource: Sendable {
    var count: Int { get }
    /// H.
    var dimension: Int { get }

    /// Copies rows to `target`, `[rows.count, H]`. May be called from several threads at once.
    func read(_ rows: Range<Int>, into target: UnsafeMutablePointer<Float>) throws(ClusteringError)
}

/// Embeddings in memory, `[count, H]` row-major.
package struct EmbeddingMatrix: EmbeddingSource {
    package let count: Int
    package let dimension: Int
    private let values: [Float]

    /// - Throws: `badOption` or `countMismatch` when `values` is not `[count, dimension]`.
    package init(_ values: [Float], dimension: Int) throws(ClusteringError) {
        guard dimension > 0 else { throw .badOption(name: "dimension", allowed: "positive") }
        guard values.count % dimension == 0 else {
            throw .countMismatch(what: "values", expected: values.count / dimension * dimension, found: values.count)
        }
        self.values = values
        self.dimension = dimension
        count = values.count / dimension
    }

    package func read(_ rows: Range<Int>, into target: UnsafeMutablePointer<Float>) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "read: rows \(rows) of \(count)")
        values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            target.update(from: base + rows.lowerBound * dimension, count: rows.count * dimension)
        }
    }
}

/// Some rows of another source, in an order of their own.
package struct EmbeddingSubset: EmbeddingSource {
    package let base: any EmbeddingSource
    package let rows: [Int]
    package var count: Int { rows.count }
    package var dimension: Int { base.dimension }

    /// - Precondition: Every row is one of `base`.
    package init(_ base: any EmbeddingSource, rows: [Int]) {
        precondition(rows.allSatisfy((0..<base.count).contains), "EmbeddingSubset: a row beyond \(base.count)")
        self.base = base
        self.rows = rows
    }

    /// Neighbours in the base are read together.
    package func read(_ range: Range<Int>, into target: UnsafeMutablePointer<Float>) throws(ClusteringError) {
        var position = range.lowerBound
        while position < range.upperBound {
            let first = rows[position]
            var length = 1
            while position + length < range.upperBound, rows[position + length] == first + length { length += 1 }
            try base.read(first..<first + length, into: target + (position - range.lowerBound) * dimension)
            position += length
        }
    }
}
