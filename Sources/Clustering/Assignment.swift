import Synchronization
import Tensors

/// Every row with its nearest centroid.
struct Assignment: Sendable {
    /// `[n]`.
    let clusters: AlignedBuffer<Int32>
    /// `[n]`: squared, to the own centroid.
    let distances: AlignedBuffer<Float>
    let sums: ExactSums

    var emptyClusters: [Int] { sums.counts.indices.filter { sums.counts[$0] == 0 } }

    /// One pass over the rows.
    ///
    /// - Parameter previous: An assignment of the same rows to as many centroids: only rows whose cluster changed are summed anew.
    init(
        _ source: any EmbeddingSource, to centroids: Centroids, after previous: Assignment? = nil, threads: Int
    ) throws(ClusteringError) {
        let clusters = AlignedBuffer<Int32>(count: source.count)
        let distances = AlignedBuffer<Float>(count: source.count)
        let (k, dimension) = (centroids.count, source.dimension)
        let blockRows = Centroids.blockRows(clusters: k)
        let parts = Mutex<[ExactSums]>([])
        try forEachBlock(
            of: source, blockRows: blockRows, threads: threads,
            makeContext: {
                let sums = ExactSums(clusters: k, dimension: dimension)
                parts.withLock { $0.append(sums) }
                return (sums, AlignedBuffer<Float>(count: blockRows * k))
            },
            { rows, x, context in
                let (sums, scores) = context
                centroids.score(x, rows: rows.count, into: scores.pointer)
                for (position, row) in rows.enumerated() {
                    let (cluster, distance) = centroids.nearest(scores.pointer + position * k)
                    clusters.pointer[row] = Int32(cluster)
                    distances.pointer[row] = distance
                    sums.add(distance: distance)
                    let old = previous.map { Int($0.clusters.pointer[row]) }
                    guard old != cluster else { continue }
                    sums.add(x + position * dimension, to: cluster)
                    if let old { sums.remove(x + position * dimension, from: old) }
                }
            })
        let total = ExactSums(clusters: k, dimension: dimension)
        if let previous { total.addRows(of: previous.sums) }
        for part in parts.withLock({ $0 }) { total.add(part) }
        (self.clusters, self.distances, sums) = (clusters, distances, total)
    }

    /// The mean of each cluster, `[k, H]`; a cluster without rows keeps `old`.
    func means(keeping old: Centroids) -> [Float] {
        (0..<sums.clusters).flatMap { cluster -> [Float] in
            let count = Double(sums.counts[cluster])
            guard count > 0 else { return Array(old.values[cluster * old.dimension..<(cluster + 1) * old.dimension]) }
            return sums.sum(cluster).map { Float($0 / count) }
        }
    }

    /// The rows to give to the empty clusters: the farthest from their own centroids first, among equals by key; never the last row of a
    /// cluster. Matches `_relocate_empty_clusters` of scikit-learn but for the latter.
    ///
    /// Fewer than there are empty clusters when every row lies on its centroid.
    func rowsForEmptyClusters(keys: [UInt64]) -> [Int] {
        let needed = emptyClusters.count
        guard needed > 0 else { return [] }
        var left = sums.counts
        var rows: [Int] = []
        let farthest = (0..<distances.count).filter { distances.pointer[$0] > sameRowDistance }.sorted { a, b in
            let (x, y) = (distances.pointer[a], distances.pointer[b])
            return x != y ? x > y : keys[a] < keys[b]
        }
        for row in farthest where rows.count < needed {
            let cluster = Int(clusters.pointer[row])
            guard left[cluster] > 1 else { continue }
            left[cluster] -= 1
            rows.append(row)
        }
        return rows
    }
}

/// Rows this near are one: what rounding leaves of the squared distance of a row to itself.
let sameRowDistance: Float = 2e-6
