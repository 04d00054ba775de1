import Clustering
import Testing

struct EmbeddingSourceTests {
    private func all(_ source: some EmbeddingSource, _ rows: Range<Int>) throws -> [Float] {
        var values = [Float](repeating: -1, count: rows.count * source.dimension)
        try values.withUnsafeMutableBufferPointer { try source.read(rows, into: try #require($0.baseAddress)) }
        return values
    }

    @Test("a matrix gives back the rows that are asked for")
    func matrix() throws {
        let matrix = try EmbeddingMatrix((0..<12).map(Float.init), dimension: 3)
        #expect(matrix.count == 4)
        #expect(try all(matrix, 1..<3) == [3, 4, 5, 6, 7, 8])
    }

    @Test("a matrix of another shape is refused")
    func shape() {
        #expect(throws: ClusteringError.badOption(name: "dimension", allowed: "positive")) { try EmbeddingMatrix([1], dimension: 0) }
        #expect(throws: ClusteringError.countMismatch(what: "values", expected: 3, found: 4)) {
            try EmbeddingMatrix([1, 2, 3, 4], dimension: 3)
        }
    }

    @Test("a subset has its rows in its own order, neighbours or not, and a subset of it too")
    func subset() throws {
        let matrix = try EmbeddingMatrix((0..<20).map(Float.init), dimension: 2)
        let subset = EmbeddingSubset(matrix, rows: [7, 2, 3, 4, 2, 9])
        #expect(try all(subset, 0..<6) == [14, 15, 4, 5, 6, 7, 8, 9, 4, 5, 18, 19])
        #expect(try all(subset, 2..<4) == [6, 7, 8, 9])
        #expect(try all(EmbeddingSubset(subset, rows: [5, 0]), 0..<2) == [18, 19, 14, 15])
    }
}
