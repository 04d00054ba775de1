/// k-means on the unit sphere, as `sklearn.cluster.KMeans` on normalized rows: Euclidean distance, k-means++, Lloyd.
///
/// A pool that fits `inMemoryRows` is clustered whole, `restarts` times from different beginnings, and the least inertia wins. Of a larger
/// pool that many rows, drawn at random, are clustered so; mini-batches of further rows refine the centroids; and one pass gives every row
/// its cluster. The result depends on rows, keys, options and the kernels' instruction set, not on threads and not on the order of the rows.
///
/// Memory: `inMemoryRows` · H floats, one batch, one block for each thread, and 16 bytes a row. Cost: linear in the rows beyond
/// `inMemoryRows`.
package struct KMeans: Equatable, Sendable {
    /// k. Where there are fewer distinct rows, there are as many clusters as distinct rows.
    package var clusters: Int
    package var seed: UInt64
    package var restarts: Int
    package var maxIterations: Int
    /// Up to this many rows all are clustered together in memory.
    package var inMemoryRows: Int
    package var batchRows: Int
    /// Mini-batches at most; a pool is never read more than once for them.
    package var batches: Int
    package var threads: Int

    package init(
        clusters: Int = 20, seed: UInt64 = 1, restarts: Int = 4, maxIterations: Int = 100, inMemoryRows: Int = 32_768,
        batchRows: Int = 4_096, batches: Int = 64, threads: Int = 1
    ) {
        self.clusters = clusters
        self.seed = seed
        self.restarts = restarts
        self.maxIterations = maxIterations
        self.inMemoryRows = inMemoryRows
        self.batchRows = batchRows
        self.batches = batches
        self.threads = threads
    }

    /// - Parameters:
    ///   - source: Rows of any length from 1e-12 on; each is divided by its own.
    ///   - keys: One for each row, by which it is drawn; all different. Nil: the rows' numbers.
    ///   - start: Centroids to begin from, `[k, H]`; nil chooses them, anew for every restart.
    /// - Throws: `noRows`, `tooManyRows` (over 2²⁴), `badOption`, `countMismatch`, `notFinite` or `zeroRow` with the row, or what the source
    ///   throws.
    package func fit(
        _ source: any EmbeddingSource, keys: [UInt64]? = nil, from start: [Float]? = nil
    ) throws(ClusteringError) -> Clusters {
        let keys = keys ?? (0..<source.count).map { UInt64($0) }
        try check(source, keys, start)
        if source.count <= inMemoryRows {
            let rows = try UnitRows(source, rows: Array(0..<source.count), keys: keys)
            return Clusters(try best(rows, from: start), usedMiniBatches: false)
        }
        let draws = KeyedDraws(seed: seed, streams: 2)
        // The key stands in the second place so that the order is the rows' own even where two hashes are equal.
        let order = (0..<source.count).map { (draws.bits(keys[$0]), keys[$0], $0) }.sorted { $0 < $1 }.map(\.2)
        let sample = try best(try UnitRows(source, rows: order[..<inMemoryRows].sorted(), keys: keys), from: start)
        let further = order[inMemoryRows..<min(order.count, inMemoryRows + batches * batchRows)]
        let batches = MiniBatches(source: source, keys: keys, batchRows: batchRows, threads: threads)
        let centroids = try batches.run(from: (sample.centroids, sample.assignment.sums.counts), order: further)
        return Clusters(try assignAll(source, keys, sample, centroids), usedMiniBatches: true)
    }

    private func check(_ source: any EmbeddingSource, _ keys: [UInt64], _ start: [Float]?) throws(ClusteringError) {
        guard source.count > 0 else { throw .noRows }
        guard source.count <= ExactSums.rowLimit else { throw .tooManyRows(found: source.count, limit: ExactSums.rowLimit) }
        guard keys.count == source.count else { throw .countMismatch(what: "keys", expected: source.count, found: keys.count) }
        guard (1...65_536).contains(clusters) else { throw .badOption(name: "clusters", allowed: "1 to 65536") }
        if let start {
            let expected = clusters * source.dimension
            guard start.count == expected else {
                throw .countMismatch(what: "values to begin from", expected: expected, found: start.count)
            }
            guard start.allSatisfy(\.isFinite) else { throw .badOption(name: "start", allowed: "finite") }
        }
        guard (1...1_000).contains(restarts) else { throw .badOption(name: "restarts", allowed: "1 to 1000") }
        guard (0...100_000).contains(maxIterations) else { throw .badOption(name: "maxIterations", allowed: "0 to 100000") }
        guard inMemoryRows > 0, batchRows > 0, (0...100_000).contains(batches) else {
            throw .badOption(name: "inMemoryRows, batchRows, batches", allowed: "positive")
        }
        guard (1...1_024).contains(threads) else { throw .badOption(name: "threads", allowed: "1 to 1024") }
    }

    /// The restart with the least inertia, the first of several.
    private func best(_ rows: UnitRows, from start: [Float]?) throws(ClusteringError) -> Lloyd.Outcome {
        let seeding = CentroidSeeding(rows: rows, seed: seed, threads: threads)
        let lloyd = Lloyd(rows: rows, maxIterations: maxIterations, threads: threads)
        if let start { return try lloyd.run(from: start) }
        var best = try lloyd.run(from: try seeding.choose(clusters, restart: 0))
        for restart in 1..<max(1, restarts) {
            let outcome = try lloyd.run(from: try seeding.choose(clusters, restart: restart))
            if outcome.assignment.sums.inertia < best.assignment.sums.inertia { best = outcome }
        }
        return best
    }

    /// The last pass. Where it leaves a cluster empty, that cluster gets the farthest row, and there is another pass.
    private func assignAll(
        _ source: any EmbeddingSource, _ keys: [UInt64], _ sample: Lloyd.Outcome, _ start: Centroids
    ) throws(ClusteringError) -> Lloyd.Outcome {
        var centroids = start
        var assignment = try Assignment(source, to: centroids, threads: threads)
        for _ in 0..<8 where !assignment.emptyClusters.isEmpty {
            let rows = assignment.rowsForEmptyClusters(keys: keys)
            guard !rows.isEmpty else { break }
            var values = centroids.values
            let dimension = source.dimension
            for (cluster, row) in zip(assignment.emptyClusters, rows) {
                let far = try UnitRows(source, rows: [row], keys: keys)
                values.replaceSubrange(cluster * dimension..<(cluster + 1) * dimension, with: far.row(0))
            }
            centroids = Centroids(values, dimension: dimension)
            assignment = try Assignment(source, to: centroids, threads: threads)
        }
        return Lloyd.Outcome(
            centroids: centroids, assignment: assignment, inertias: sample.inertias + [assignment.sums.inertia], converged: sample.converged
        )
    }
}
