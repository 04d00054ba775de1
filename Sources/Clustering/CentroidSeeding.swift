import Glibc
import Synchronization
import Tensors

/// Chooses where k-means begins: greedy k-means++.
///
/// The first centroid is a row drawn at random. Then rows are drawn with probability proportional to D², the squared distance to the
/// nearest centroid so far: a few candidates at a time, of which the one that lowers Σ D² most is taken. Plain k-means++ draws one; the
/// greedy version, with 2 + ln k candidates as in scikit-learn, leaves Lloyd less to mend.
///
/// Draws are a race by row keys (`KeyedDraws`), and sums are exact, so the choice depends on the rows and the seed alone. Candidates of
/// one step are drawn without replacement. When no row is left with D² > 0 there are fewer distinct rows than clusters, and as many
/// centroids are returned as there are distinct rows.
///
/// Cost: k · (2 + ln k) · n · H multiplications.
///
/// Source: Arthur & Vassilvitskii 2007, "k-means++: the advantages of careful seeding"; the greedy version is at the end of its §5.
struct CentroidSeeding {
    let rows: UnitRows
    let seed: UInt64
    let threads: Int

    /// - Parameter restart: Which of the independent choices.
    /// - Returns: `[at most k, H]`.
    func choose(_ k: Int, restart: Int) throws(ClusteringError) -> [Float] {
        let trials = 2 + Int(log(Double(max(1, k))))
        var nearest = [Float](repeating: 4, count: rows.count)
        var centroids: [Float] = []
        for step in 0..<k {
            let draws = KeyedDraws(seed: seed, streams: 1, UInt64(restart), UInt64(step))
            let candidates = first(step == 0 ? 1 : trials, draws, nearest, isFirst: step == 0)
            guard !candidates.isEmpty else { break }
            let (chosen, lowered) = try best(of: candidates, nearest)
            nearest = lowered
            centroids += rows.row(chosen)
        }
        return centroids
    }

    /// The first `count` rows to arrive, weighted by D².
    private func first(_ count: Int, _ draws: KeyedDraws, _ nearest: [Float], isFirst: Bool) -> [Int] {
        var leaders: [(arrival: Double, row: Int)] = []
        for row in 0..<rows.count where nearest[row] > sameRowDistance {
            let arrival = draws.arrival(rows.keys[row], weight: isFirst ? 1 : Double(nearest[row]))
            if leaders.count == count, let last = leaders.last, !precedes(arrival, row, last) { continue }
            let place = leaders.firstIndex { precedes(arrival, row, $0) } ?? leaders.count
            leaders.insert((arrival, row), at: place)
            if leaders.count > count { leaders.removeLast() }
        }
        return leaders.map(\.row)
    }

    private func precedes(_ arrival: Double, _ row: Int, _ other: (arrival: Double, row: Int)) -> Bool {
        arrival != other.arrival ? arrival < other.arrival : rows.keys[row] < rows.keys[other.row]
    }

    /// The candidate that lowers the sum of D² most, the first of several, and the D² of all rows with it.
    private func best(of candidates: [Int], _ nearest: [Float]) throws(ClusteringError) -> (row: Int, nearest: [Float]) {
        let (count, n) = (candidates.count, rows.count)
        let points = Centroids(candidates.flatMap(rows.row), dimension: rows.dimension)
        // [candidates, n]
        let lowered = AlignedBuffer<Float>(count: count * n)
        let sums = Mutex([Int64](repeating: 0, count: count))
        let blockRows = Centroids.blockRows(clusters: count)
        try forEachBlock(
            of: rows, blockRows: blockRows, threads: threads, makeContext: { AlignedBuffer<Float>(count: blockRows * count) },
            { block, x, scores in
                points.score(x, rows: block.count, into: scores.pointer)
                var own = [Int64](repeating: 0, count: count)
                for (position, row) in block.enumerated() {
                    for c in 0..<count {
                        let distance = min(nearest[row], Centroids.distance(scores.pointer[position * count + c]))
                        lowered.pointer[c * n + row] = distance
                        own[c] &+= Int64(distance * ExactSums.scale)
                    }
                }
                sums.withLock { for c in 0..<count { $0[c] &+= own[c] } }
            })
        let totals = sums.withLock { $0 }
        let best = totals.indices.reduce(0) { totals[$1] < totals[$0] ? $1 : $0 }
        return (candidates[best], withExtendedLifetime(lowered) { Array(lowered.elements[best * n..<(best + 1) * n]) })
    }
}
