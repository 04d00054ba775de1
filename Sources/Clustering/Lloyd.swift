/// Lloyd's iterations on rows in memory: each row to its nearest centroid, each centroid to the mean of its rows, until nothing changes.
///
/// The sum of squared distances (inertia) never rises: the first half lowers it row by row, the second because the mean is the point with
/// the least sum of squared distances. A cluster that has lost all its rows is given the row that lies farthest from its own centroid,
/// which lowers the sum too. On unit vectors squared Euclidean distance is 2 − 2 cos, so near means similar; the means are not put back on
/// the sphere, as in scikit-learn's KMeans, which leaves wide clusters a shorter centroid.
///
/// Sums are exact (`ExactSums`): neither the order of the rows nor the number of threads changes a bit of the result.
///
/// Source: Lloyd 1982, "Least squares quantization in PCM".
struct Lloyd {
    struct Outcome {
        var centroids: Centroids
        var assignment: Assignment
        /// The inertia of each assignment, the last included.
        var inertias: [Double]
        var converged: Bool
    }

    let rows: UnitRows
    let maxIterations: Int
    let threads: Int

    func run(from start: [Float]) throws(ClusteringError) -> Outcome {
        var centroids = Centroids(start, dimension: rows.dimension)
        var assignment = try Assignment(rows, to: centroids, threads: threads)
        var inertias = [assignment.sums.inertia]
        for _ in 0..<maxIterations {
            let next = Centroids(moved(centroids, assignment), dimension: rows.dimension)
            if next.values == centroids.values {
                return Outcome(centroids: centroids, assignment: assignment, inertias: inertias, converged: true)
            }
            centroids = next
            assignment = try Assignment(rows, to: centroids, after: assignment, threads: threads)
            inertias.append(assignment.sums.inertia)
        }
        return Outcome(centroids: centroids, assignment: assignment, inertias: inertias, converged: false)
    }

    private func moved(_ centroids: Centroids, _ assignment: Assignment) -> [Float] {
        var means = assignment.means(keeping: centroids)
        let dimension = rows.dimension
        for (cluster, row) in zip(assignment.emptyClusters, assignment.rowsForEmptyClusters(keys: rows.keys)) {
            means.replaceSubrange(cluster * dimension..<(cluster + 1) * dimension, with: rows.row(row))
        }
        return means
    }
}
