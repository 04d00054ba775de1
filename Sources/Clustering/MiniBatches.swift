/// Moves centroids by batches of rows that are read once each, for pools too large to be in memory.
///
/// Every row pulls its nearest centroid towards itself by 1 over the number of rows that the centroid has had: the centroid is the mean of
/// all rows that were ever given to it. The rows of a batch are assigned together, and then
///
///     c ← c + (Σ x − m · c) / (v + m)        m rows of the batch, v rows before
///
/// which is what m steps of Sculley's algorithm 1 come to. Batches are drawn without replacement.
///
/// Source: Sculley 2010, "Web-scale k-means clustering".
struct MiniBatches {
    let source: any EmbeddingSource
    /// One for each row of `source`.
    let keys: [UInt64]
    let batchRows: Int
    let threads: Int

    /// - Parameters:
    ///   - start: Where the centroids are, and how many rows each stands for.
    ///   - order: Rows of `source`: batches are taken from its front.
    /// - Returns: The centroids after the last batch.
    func run(
        from start: (centroids: Centroids, counts: [Int]), order: ArraySlice<Int>
    ) throws(ClusteringError) -> Centroids {
        var (centroids, counts) = start
        var position = order.startIndex
        while position < order.endIndex {
            let end = min(position + batchRows, order.endIndex)
            // Sums do not depend on the order within a batch; reading does.
            let batch = try UnitRows(source, rows: order[position..<end].sorted(), keys: keys)
            let sums = try Assignment(batch, to: centroids, threads: threads).sums
            var values = centroids.values
            for cluster in 0..<centroids.count where sums.counts[cluster] > 0 {
                let m = Double(sums.counts[cluster])
                let total = Double(counts[cluster]) + m
                for (h, sum) in sums.sum(cluster).enumerated() {
                    let index = cluster * centroids.dimension + h
                    values[index] = Float(Double(values[index]) + (sum - m * Double(values[index])) / total)
                }
                counts[cluster] += sums.counts[cluster]
            }
            centroids = Centroids(values, dimension: centroids.dimension)
            position = end
        }
        return centroids
    }
}
