import Kernels
import Tensors

/// The centres of clusters, laid out to find the nearest one for many rows at once.
///
///     ‖x − c‖² = ‖x‖² − 2 (x · c − ½ ‖c‖²)        ‖x‖ = 1
///
/// The nearest centroid has the largest x · c − ½ ‖c‖²: one product with the centroids as the weight of a linear layer and −½ ‖c‖² as
/// its bias. An element of `PackedMatrix`'s product does not depend on the other rows, so a row's nearest centroid does not either.
package struct Centroids: Sendable {
    package let count: Int
    package let dimension: Int
    /// `[k, H]`.
    package let values: [Float]
    private let packed: PackedMatrix

    package init(_ values: [Float], dimension: Int) {
        precondition(dimension > 0 && values.count % dimension == 0, "Centroids: \(values.count) values, H is \(dimension)")
        self.values = values
        self.dimension = dimension
        count = values.count / dimension
        let halves = values.withUnsafeBufferPointer { values in
            (0..<values.count / dimension).map { index -> Float in
                guard let base = values.baseAddress else { return 0 }
                return Float(-0.5 * sumOfSquares(base + index * dimension, count: dimension))
            }
        }
        let weight = Tensor(shape: [count, dimension], values)
        packed = PackedMatrix(weight: weight, bias: Tensor(shape: [count], halves))
    }

    /// Rows to take at once, so that their scores stay small whatever k.
    package static func blockRows(clusters: Int) -> Int { max(16, min(1_024, (1 << 22) / max(1, clusters))) }

    /// Writes x · c − ½ ‖c‖² for every row and centroid.
    ///
    /// - Parameters:
    ///   - x: `[rows, H]`, of length 1 each.
    ///   - scores: `[rows, k]`, overwritten.
    package func score(_ x: UnsafePointer<Float>, rows: Int, into scores: UnsafeMutablePointer<Float>) {
        packed.apply(to: x, rows: rows, into: scores)
    }

    /// The nearest centroid of a row with these scores, the first of several, and its squared distance.
    package func nearest(_ scores: UnsafePointer<Float>) -> (cluster: Int, distance: Float) {
        var best = 0
        for cluster in 1..<max(1, count) where scores[cluster] > scores[best] { best = cluster }
        return (best, Self.distance(scores[best]))
    }

    /// The squared distance to a centroid, from its score.
    package static func distance(_ score: Float) -> Float { min(4, max(0, 1 - 2 * score)) }
}
