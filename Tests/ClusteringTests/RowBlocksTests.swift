import Clustering
import Synchronization
import Testing

struct RowBlocksTests {
    @Test("every row is visited once, in blocks, and has length 1", arguments: [(0, 1), (1, 3), (50, 2), (64, 4)])
    func visits(count: Int, threads: Int) throws {
        let rows = SyntheticRows(count, dimension: 5, blobs: 0)
        let source = try EmbeddingMatrix(rows.values.map { 7 * $0 }, dimension: 5)
        let seen = Mutex([Int](repeating: 0, count: count))
        try forEachBlock(of: source, blockRows: 16, threads: threads, makeContext: {}) { block, x, _ in
            for (position, row) in block.enumerated() {
                let length = (0..<5).reduce(0.0) { $0 + Double(x[position * 5 + $1]) * Double(x[position * 5 + $1]) }
                let isOwn = (0..<5).allSatisfy { abs(x[position * 5 + $0] - rows.values[row * 5 + $0]) < 1e-6 }
                if abs(length - 1) < 1e-6, isOwn { seen.withLock { $0[row] += 1 } }
            }
        }
        #expect(seen.withLock { $0 } == [Int](repeating: 1, count: count))
    }

    @Test("of several bad rows the first is named, whoever found one first", arguments: [1, 2, 5])
    func failures(threads: Int) throws {
        var values = SyntheticRows(200, dimension: 4, blobs: 0).values
        for row in [40, 100, 160] { values[row * 4] = .nan }
        let source = try EmbeddingMatrix(values, dimension: 4)
        #expect(throws: ClusteringError.notFinite(row: 40)) {
            try forEachBlock(of: source, blockRows: 10, threads: threads, makeContext: {}) { _, _, _ in }
        }
    }
}
