import Tensors

/// Sums of unit rows by cluster, in fixed point: integers add up to the same in any order, floats do not.
///
/// That is why a row that changes its cluster is taken out of one sum and put into another, with no rounding left behind, and why
/// centroids depend neither on the order of the rows nor on how many threads shared the work. An element of a unit row is
/// at most 1 and is cut to a multiple of 2⁻³⁶, finer than float32 holds any but the smallest; 2²⁴ rows of it stay below 2⁶¹.
///
/// `@unchecked Sendable` because one thread at a time writes it.
final class ExactSums: @unchecked Sendable {
    static let rowLimit = 1 << 24
    static let scale: Float = 0x1p36

    let clusters: Int
    let dimension: Int
    /// `[k]`.
    private(set) var counts: [Int]
    /// `[k, H]`.
    private let sums: AlignedBuffer<Int64>
    /// The sum of squared distances, in units of 2⁻³⁶.
    private var distances: Int64 = 0

    init(clusters: Int, dimension: Int) {
        self.clusters = clusters
        self.dimension = dimension
        counts = [Int](repeating: 0, count: clusters)
        sums = AlignedBuffer(count: clusters * dimension)
    }

    /// - Parameter row: `[H]`, of length 1.
    func add(_ row: UnsafePointer<Float>, to cluster: Int) {
        let target = sums.pointer + cluster * dimension
        for h in 0..<dimension { target[h] &+= Int64(row[h] * Self.scale) }
        counts[cluster] += 1
    }

    /// Undoes `add`, to the bit.
    func remove(_ row: UnsafePointer<Float>, from cluster: Int) {
        let target = sums.pointer + cluster * dimension
        for h in 0..<dimension { target[h] &-= Int64(row[h] * Self.scale) }
        counts[cluster] -= 1
    }

    /// - Parameter distance: Squared, at most 4.
    func add(distance: Float) { distances &+= Int64(distance * Self.scale) }

    /// Sums of rows alone, without their distances.
    func addRows(of other: ExactSums) {
        for index in 0..<clusters * dimension { sums.pointer[index] &+= other.sums.pointer[index] }
        for cluster in 0..<clusters { counts[cluster] += other.counts[cluster] }
    }

    func add(_ other: ExactSums) {
        addRows(of: other)
        distances &+= other.distances
    }

    var inertia: Double { Double(distances) / Double(Self.scale) }

    /// The sum of a cluster's rows, `[H]`.
    func sum(_ cluster: Int) -> [Double] {
        (0..<dimension).map { Double(sums.pointer[cluster * dimension + $0]) / Double(Self.scale) }
    }
}
