import Clustering
import Tensors

extension SelectionWork {
    /// k-center greedy: again and again the message that is farthest from everything labelled or chosen.
    ///
    /// The greatest distance of a message to its nearest labelled one is at most twice what the best choice of as many queries would leave.
    /// The distances are kept and lowered by each query, one pass over the embeddings for each. It ends when the farthest is a
    /// near-duplicate: then all are.
    ///
    /// With nothing labelled, the first is drawn.
    ///
    /// Source: Sener & Savarese 2018, arXiv:1708.00489, algorithm 1; the bound is Gonzalez 1985's.
    mutating func takeFarthest() throws(ClusteringError) {
        guard left > 0, !eligible.isEmpty else { return }
        var distances = CentreDistances(EmbeddingSubset(pool.embeddings, rows: eligible), threads: options.threads)
        var centres = try NearDuplicates.labelledRows(pool) + duplicates.chosen
        if centres.isEmpty {
            try take(1, from: drawn(stream: 3), .drawn)
            centres = duplicates.chosen
        }
        try distances.lower(to: centres)
        let limit = 2 - 2 * options.nearDuplicateCosine
        while left > 0 {
            var farthest: Int?
            for position in eligible.indices where distances[position] > limit && !isChosen.contains(eligible[position]) {
                guard let other = farthest else {
                    farthest = position
                    continue
                }
                let (a, b) = (distances[position], distances[other])
                if a > b || (a == b && pool.precedes(eligible[position], eligible[other])) { farthest = position }
            }
            guard let best = farthest else { return }
            let row = eligible[best]
            add(row, cluster: nil, .farthest(squaredDistance: distances[best]))
            if left > 0 { try distances.lower(to: try NearDuplicates.unitRows(pool.embeddings, [row])) }
        }
    }
}

/// The squared distance of every row of a source to the nearest of some centres.
struct CentreDistances {
    private let source: any EmbeddingSource
    private let threads: Int
    private let values: AlignedBuffer<Float>

    init(_ source: any EmbeddingSource, threads: Int) {
        self.source = source
        self.threads = threads
        values = AlignedBuffer(count: source.count)
        for index in 0..<source.count { values.pointer[index] = .infinity }
    }

    subscript(row: Int) -> Float { values.pointer[row] }

    /// One pass over the rows.
    ///
    /// - Parameter centres: `[count, H]`, one or more.
    mutating func lower(to centres: [Float]) throws(ClusteringError) {
        let centres = Centroids(centres, dimension: source.dimension)
        let blockRows = Centroids.blockRows(clusters: centres.count)
        let values = values
        try forEachBlock(
            of: source, blockRows: blockRows, threads: threads, makeContext: { AlignedBuffer<Float>(count: blockRows * centres.count) },
            { rows, x, scores in
                centres.score(x, rows: rows.count, into: scores.pointer)
                for (position, row) in rows.enumerated() {
                    let nearest = centres.nearest(scores.pointer + position * centres.count).distance
                    values.pointer[row] = min(values.pointer[row], nearest)
                }
            })
    }
}
