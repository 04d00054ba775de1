import Clustering
import Kernels
import Tensors

/// Keeps out what a person has labelled already in other words.
///
/// A message whose embedding has a cosine of at least `threshold` with a labelled one, or with another query, would teach the learner what
/// it knows. Candidates come in the order of their merit and are looked at until one passes, a block at a time: the cost is that of the
/// candidates that were tried times what is labelled, and not of the whole pool.
struct NearDuplicates {
    private let pool: CandidatePool
    private let threshold: Float
    /// What was labelled before; nil when nothing was.
    private let labelled: PackedMatrix?
    /// `[chosen, H]`.
    private(set) var chosen: [Float] = []

    /// Reads and packs the embeddings of what is labelled.
    init(_ pool: CandidatePool, threshold: Float) throws(ClusteringError) {
        self.pool = pool
        self.threshold = threshold
        let values = try Self.labelledRows(pool)
        let dimension = pool.embeddings.dimension
        let count = values.count / dimension
        labelled = count == 0 ? nil : PackedMatrix(weight: Tensor(shape: [count, dimension], values), bias: .zeros([count]))
    }

    /// `[L, H]`: labelled rows of the pool, then those from elsewhere; of length 1.
    static func labelledRows(_ pool: CandidatePool) throws(ClusteringError) -> [Float] {
        var values = try unitRows(pool.embeddings, pool.labelled.sorted())
        if let other = pool.labelledElsewhere { values += try unitRows(other, Array(0..<other.count)) }
        return values
    }

    static func unitRows(_ source: any EmbeddingSource, _ rows: [Int]) throws(ClusteringError) -> [Float] {
        let buffer = AlignedBuffer<Float>(count: rows.count * source.dimension)
        try readUnitRows(EmbeddingSubset(source, rows: rows), 0..<rows.count, into: buffer.pointer)
        return withExtendedLifetime(buffer) { Array(buffer.elements) }
    }

    /// The first row of the ranking, from its place on, that may be asked about; it is then one of the chosen.
    mutating func next(in ranking: inout Ranking) throws(ClusteringError) -> Int? {
        var blockRows = 8
        while !ranking.isAtEnd {
            let block = ranking.upcoming(blockRows)
            let values = try Self.unitRows(pool.embeddings, Array(block))
            let isTaken = nearLabelled(values, rows: block.count)
            for (position, row) in block.enumerated() {
                ranking.advance()
                let dimension = pool.embeddings.dimension
                let x = values[position * dimension..<(position + 1) * dimension]
                guard !isTaken[position], !nearChosen(x) else { continue }
                chosen += x
                return row
            }
            blockRows = min(256, 4 * blockRows)
        }
        return nil
    }

    /// Makes a row one of the chosen, whatever it is near to.
    mutating func choose(_ row: Int) throws(ClusteringError) { chosen += try Self.unitRows(pool.embeddings, [row]) }

    private func nearLabelled(_ values: [Float], rows: Int) -> [Bool] {
        guard let labelled else { return [Bool](repeating: false, count: rows) }
        let count = labelled.outputs
        let cosines = AlignedBuffer<Float>(count: rows * count)
        values.withUnsafeBufferPointer { values in
            if let base = values.baseAddress { labelled.apply(to: base, rows: rows, into: cosines.pointer) }
        }
        return (0..<rows).map { row in
            (row * count..<(row + 1) * count).contains { cosines.pointer[$0] >= threshold }
        }
    }

    private func nearChosen(_ x: ArraySlice<Float>) -> Bool {
        stride(from: 0, to: chosen.count, by: x.count).contains { first in
            zip(x, chosen[first...]).reduce(Float(0)) { $0 + $1.0 * $1.1 } >= threshold
        }
    }
}

/// Rows in the order of their merit, and how far one has come.
struct Ranking {
    let rows: [Int]
    private(set) var position = 0

    init(_ rows: [Int]) { self.rows = rows }

    var isAtEnd: Bool { position >= rows.count }
    /// The row that is next.
    var head: Int? { isAtEnd ? nil : rows[position] }
    func upcoming(_ count: Int) -> ArraySlice<Int> { rows[position..<min(rows.count, position + count)] }
    mutating func advance() { position += 1 }
}
