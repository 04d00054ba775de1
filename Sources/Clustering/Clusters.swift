import Tensors

/// Rows in clusters.
package struct Clusters: Equatable, Sendable {
    /// `[n]`, each in `0..<count`.
    package let assignments: [Int32]
    /// `[count, H]`: the means of the clusters; where mini-batches were used, the mean of the rows that they held.
    package let centroids: [Float]
    package let dimension: Int
    /// How many rows each cluster has; none has 0.
    package let sizes: [Int]
    /// The sum of the squared distances of the rows to their centroids.
    package let inertia: Double
    /// The inertia after each assignment of Lloyd's iterations, those of the restart that won; with mini-batches they are of the sample.
    package let inertias: [Double]
    package let converged: Bool
    package let usedMiniBatches: Bool

    package var count: Int { sizes.count }

    /// Clusters without rows, which only duplicates of rows can leave, are dropped.
    init(_ outcome: Lloyd.Outcome, usedMiniBatches: Bool) {
        let counts = outcome.assignment.sums.counts
        let kept = counts.indices.filter { counts[$0] > 0 }
        var numbers = [Int32](repeating: 0, count: counts.count)
        for (number, cluster) in kept.enumerated() { numbers[cluster] = Int32(number) }
        let (values, dimension) = (outcome.centroids.values, outcome.centroids.dimension)
        assignments = outcome.assignment.clusters.elements.map { numbers[Int($0)] }
        centroids = kept.flatMap { values[$0 * dimension..<($0 + 1) * dimension] }
        self.dimension = dimension
        sizes = kept.map { counts[$0] }
        inertia = outcome.assignment.sums.inertia
        inertias = usedMiniBatches ? outcome.inertias.dropLast() : outcome.inertias
        converged = outcome.converged
        self.usedMiniBatches = usedMiniBatches
    }
}
