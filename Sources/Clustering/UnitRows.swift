import Kernels
import Tensors

/// Rows of length 1 in memory, with the key by which each is drawn.
package struct UnitRows: EmbeddingSource {
    package let count: Int
    package let dimension: Int
    package let keys: [UInt64]
    private let values: AlignedBuffer<Float>

    /// Reads some rows of a source.
    ///
    /// - Parameters:
    ///   - rows: Of `source`, in the order in which they are kept.
    ///   - keys: One for each row of `source`.
    /// - Throws: What the source throws; `notFinite` or `zeroRow` with the source's row.
    package init(_ source: any EmbeddingSource, rows: [Int], keys: [UInt64]) throws(ClusteringError) {
        count = rows.count
        dimension = source.dimension
        values = AlignedBuffer(count: rows.count * source.dimension)
        self.keys = rows.map { keys[$0] }
        try readUnitRows(EmbeddingSubset(source, rows: rows), 0..<rows.count, into: values.pointer)
    }

    package func pointer(to row: Int) -> UnsafeMutablePointer<Float> {
        precondition((0...count).contains(row), "UnitRows: row \(row) of \(count)")
        return values.pointer + row * dimension
    }

    package func row(_ row: Int) -> [Float] {
        let values = UnsafeBufferPointer(rebasing: values.elements[row * dimension..<(row + 1) * dimension])
        return withExtendedLifetime(self.values) { Array(values) }
    }

    package func read(_ rows: Range<Int>, into target: UnsafeMutablePointer<Float>) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "read: rows \(rows) of \(count)")
        target.update(from: values.pointer + rows.lowerBound * dimension, count: rows.count * dimension)
    }
}

/// Reads rows and sees to it that each has length 1: one that has not, beyond the rounding of float32, is divided by its length.
///
/// - Throws: What the source throws; `notFinite` and `zeroRow` with the row's number in the outermost base of a subset.
package func readUnitRows(
    _ source: any EmbeddingSource, _ rows: Range<Int>, into target: UnsafeMutablePointer<Float>
) throws(ClusteringError) {
    try source.read(rows, into: target)
    let dimension = source.dimension
    for (position, row) in rows.enumerated() {
        let x = target + position * dimension
        let square = sumOfSquares(x, count: dimension)
        guard square.isFinite else { throw .notFinite(row: originalRow(source, row)) }
        guard square > 1e-24 else { throw .zeroRow(row: originalRow(source, row)) }
        if (square - 1).magnitude > 1e-6 { normalizeRows(x, rows: 1, hidden: dimension) }
    }
}

private func originalRow(_ source: any EmbeddingSource, _ row: Int) -> Int {
    guard let subset = source as? EmbeddingSubset else { return row }
    return originalRow(subset.base, subset.rows[row])
}
