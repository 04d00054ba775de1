import Clustering
import Testing

struct KMeansTests {
    @Test("on few rows the best restart is the best of all partitions", arguments: [1, 2, 3] as [UInt64])
    func optimum(seed: UInt64) throws {
        let rows = SyntheticRows(9, dimension: 4, blobs: 0, seed: seed)
        var least = Double.infinity
        for code in 0..<19_683 {
            var rest = code
            let partition = (0..<9).map { _ in
                defer { rest /= 3 }
                return rest % 3
            }
            guard Set(partition).count == 3 else { continue }
            least = min(least, definedInertia(rows, partition))
        }
        let clusters = try KMeans(clusters: 3, seed: seed, restarts: 20).fit(try rows.source)
        #expect(abs(clusters.inertia - least) < 1e-5)
    }

    @Test(
        "the result is a fixed point: every row has its nearest centroid, every centroid is the mean of its rows",
        arguments: [(200, 3, 1), (500, 16, 7), (300, 33, 40), (64, 5, 64)])
    func fixedPoint(count: Int, dimension: Int, k: Int) throws {
        let rows = SyntheticRows(count, dimension: dimension, blobs: 0)
        let clusters = try KMeans(clusters: k, maxIterations: 1_000).fit(try rows.source)
        #expect(clusters.converged && clusters.count == k)
        #expect(clusters.sizes == (0..<k).map { c in clusters.assignments.count { Int($0) == c } })
        #expect(abs(clusters.inertia - definedInertia(rows, clusters.assignments.map { Int($0) })) < 1e-4)
        for row in 0..<count {
            let distances = (0..<k).map { squaredDistance(rows.row(row), clusters.centroids[$0 * dimension..<($0 + 1) * dimension]) }
            let own = distances[Int(clusters.assignments[row])]
            #expect(own <= (distances.min() ?? 0) + 1e-5)
        }
        for c in 0..<k {
            let members = (0..<count).filter { Int(clusters.assignments[$0]) == c }
            for h in 0..<dimension {
                let mean = members.reduce(0.0) { $0 + Double(rows.values[$1 * dimension + h]) } / Double(members.count)
                #expect(abs(mean - Double(clusters.centroids[c * dimension + h])) < 1e-6)
            }
        }
    }

    @Test("inertia never rises from one assignment to the next", arguments: 1...8 as ClosedRange<UInt64>)
    func inertiaFalls(seed: UInt64) throws {
        let rows = SyntheticRows(400, dimension: 12, blobs: 0, seed: seed)
        let clusters = try KMeans(clusters: 15, seed: seed, restarts: 1).fit(try rows.source)
        #expect(clusters.inertias.count > 3)
        for (before, after) in zip(clusters.inertias, clusters.inertias.dropFirst()) { #expect(after <= before + 1e-6 * before) }
        #expect(clusters.inertias.last == clusters.inertia)
    }

    @Test("blobs that lie apart are found as they are")
    func blobs() throws {
        let rows = SyntheticRows(600, dimension: 24, blobs: 12, spread: 0.2)
        let clusters = try KMeans(clusters: 12).fit(try rows.source)
        let pairs = Set(zip(rows.blobs, clusters.assignments).map { [$0, Int($1)] })
        #expect(pairs.count == 12 && clusters.sizes == [Int](repeating: 50, count: 12))
    }

    @Test("one seed gives one result, and another seed another")
    func seeds() throws {
        let source = try SyntheticRows(500, dimension: 8, blobs: 0).source
        let first = try KMeans(clusters: 9, seed: 4, restarts: 1).fit(source)
        #expect(try KMeans(clusters: 9, seed: 4, restarts: 1).fit(source) == first)
        #expect(try KMeans(clusters: 9, seed: 5, restarts: 1).fit(source).centroids != first.centroids)
    }

    @Test("more restarts never end with more inertia")
    func restarts() throws {
        let source = try SyntheticRows(300, dimension: 6, blobs: 0).source
        let inertias = try [1, 2, 5, 12].map { try KMeans(clusters: 10, restarts: $0).fit(source).inertia }
        for (fewer, more) in zip(inertias, inertias.dropFirst()) { #expect(more <= fewer) }
        #expect(inertias[3] < inertias[0])
    }

    /// 900 rows are several blocks of 1,024 / k rows; 2,500 with a small memory go through mini-batches.
    static let paths: [(rows: Int, inMemory: Int)] = [(3_000, 32_768), (2_500, 400)]

    @Test("the number of threads changes not a bit", arguments: paths)
    func threads(count: Int, inMemory: Int) throws {
        let source = try SyntheticRows(count, dimension: 10, blobs: 0).source
        func fit(_ threads: Int) throws -> Clusters {
            try KMeans(clusters: 11, restarts: 2, maxIterations: 20, inMemoryRows: inMemory, batchRows: 300, batches: 4, threads: threads)
                .fit(source)
        }
        let one = try fit(1)
        #expect(one.usedMiniBatches == (inMemory < count))
        for threads in [2, 3, 7] { #expect(try fit(threads) == one) }
    }

    @Test("the order of the rows changes not a bit, when each keeps its key", arguments: paths)
    func order(count: Int, inMemory: Int) throws {
        let rows = SyntheticRows(count, dimension: 10, blobs: 0)
        let options = KMeans(
            clusters: 11, restarts: 2, maxIterations: 20, inMemoryRows: inMemory, batchRows: 300, batches: 4, threads: 2)
        let keys = (0..<count).map { UInt64($0) &* 77 }
        let order = rows.shuffledOrder
        let plain = try options.fit(try rows.source, keys: keys)
        let permuted = try options.fit(try rows.permuted(order), keys: order.map { keys[$0] })
        #expect(permuted.centroids == plain.centroids && permuted.inertia == plain.inertia && permuted.sizes == plain.sizes)
        #expect(permuted.assignments == order.map { plain.assignments[$0] })
    }

    @Test("a cluster that loses its rows gets the farthest one, and the inertia still never rises")
    func repair() throws {
        let rows = SyntheticRows(40, dimension: 3, blobs: 4, spread: 0.05)
        // Three of the four centroids lie where no row is nearest.
        let start = Array(rows.row(0)) + [Float](repeating: 9, count: 9)
        let once = try KMeans(clusters: 4, maxIterations: 1).fit(try rows.source, from: start)
        #expect(once.count == 4 && once.sizes.allSatisfy { $0 > 0 })
        let clusters = try KMeans(clusters: 4).fit(try rows.source, from: start)
        #expect(clusters.count == 4 && clusters.inertias.count > 2)
        for (before, after) in zip(clusters.inertias, clusters.inertias.dropFirst()) { #expect(after <= before + 1e-6) }
    }

    @Test("with as many clusters as rows every row has its own, wherever the centroids begin")
    func everyRowAlone() throws {
        let rows = SyntheticRows(12, dimension: 5, blobs: 0)
        let clusters = try KMeans(clusters: 12).fit(try rows.source, from: [Float](repeating: 0.1, count: 60))
        #expect(clusters.sizes == [Int](repeating: 1, count: 12) && clusters.inertia < 1e-5)
    }

    @Test("mini-batches end within two per cent of Lloyd's inertia on blobs, and every row has its nearest centroid")
    func miniBatches() throws {
        let rows = SyntheticRows(6_000, dimension: 16, blobs: 10, spread: 0.6)
        let whole = try KMeans(clusters: 10).fit(try rows.source)
        let batches = try KMeans(clusters: 10, inMemoryRows: 600, batchRows: 250, batches: 8).fit(try rows.source)
        #expect(batches.usedMiniBatches && !whole.usedMiniBatches)
        #expect(batches.inertia < 1.02 * whole.inertia)
        for row in stride(from: 0, to: rows.count, by: 37) {
            let distances = (0..<10).map { squaredDistance(rows.row(row), batches.centroids[$0 * 16..<($0 + 1) * 16]) }
            #expect(distances[Int(batches.assignments[row])] <= (distances.min() ?? 0) + 1e-5)
        }
    }

    @Test("mini-batches move the centroids nearer to the pool's than the sample's are")
    func miniBatchesHelp() throws {
        let rows = SyntheticRows(20_000, dimension: 8, blobs: 5, spread: 1.5)
        let none = try KMeans(clusters: 5, inMemoryRows: 60, batchRows: 500, batches: 0).fit(try rows.source)
        let some = try KMeans(clusters: 5, inMemoryRows: 60, batchRows: 500, batches: 30).fit(try rows.source)
        #expect(some.inertia < none.inertia)
    }

    @Test("the last pass of mini-batches mends a cluster that no row of the pool is nearest to")
    func repairAfterMiniBatches() throws {
        let rows = SyntheticRows(900, dimension: 4, blobs: 3, spread: 0.05)
        let start = rows.values[..<8] + [Float](repeating: 30, count: 4)
        let clusters = try KMeans(clusters: 3, maxIterations: 0, inMemoryRows: 90, batchRows: 100, batches: 2).fit(
            try rows.source, from: Array(start))
        #expect(clusters.count == 3 && clusters.sizes.reduce(0, +) == 900)
    }

    @Test("there are never more clusters than distinct rows", arguments: [1, 2, 5])
    func fewDistinct(distinct: Int) throws {
        let rows = SyntheticRows(distinct, dimension: 6, blobs: 0)
        let values = (0..<4).flatMap { _ in rows.values }
        let clusters = try KMeans(clusters: 9).fit(try EmbeddingMatrix(values, dimension: 6))
        #expect(clusters.count == distinct && clusters.sizes == [Int](repeating: 4, count: distinct))
        #expect(clusters.inertia < 1e-5)
    }

    @Test("rows need not have length 1, however large or small they are")
    func lengths() throws {
        let rows = SyntheticRows(120, dimension: 9, blobs: 6)
        let scaled = rows.values.enumerated().map { $1 * [1e-9, 3, 1e30][$0 / 9 % 3] }
        let plain = try KMeans(clusters: 6).fit(try rows.source)
        let other = try KMeans(clusters: 6).fit(try EmbeddingMatrix(scaled, dimension: 9))
        #expect(other.assignments == plain.assignments)
    }

    @Test("a row that is no direction is refused with its number", arguments: [Float.nan, .infinity, -.infinity, 0])
    func badRows(value: Float) throws {
        for (count, inMemory) in [(50, 100), (50, 10)] {
            var values = SyntheticRows(count, dimension: 4, blobs: 0).values
            if value == 0 { for h in 0..<4 { values[31 * 4 + h] = 0 } } else { values[31 * 4 + 2] = value }
            let source = try EmbeddingMatrix(values, dimension: 4)
            let expected: ClusteringError = value == 0 ? .zeroRow(row: 31) : .notFinite(row: 31)
            #expect(throws: expected) { try KMeans(clusters: 3, inMemoryRows: inMemory, batchRows: 8, threads: 2).fit(source) }
        }
    }

    static let optionsOutOfRange: [(options: KMeans, name: String)] = [
        (KMeans(clusters: 0), "clusters"), (KMeans(clusters: -1), "clusters"), (KMeans(clusters: 65_537), "clusters"),
        (KMeans(restarts: 0), "restarts"), (KMeans(maxIterations: -1), "maxIterations"), (KMeans(threads: 0), "threads"),
        (KMeans(inMemoryRows: 0), "inMemoryRows, batchRows, batches"), (KMeans(batchRows: 0), "inMemoryRows, batchRows, batches"),
        (KMeans(batches: -1), "inMemoryRows, batchRows, batches"),
    ]

    @Test("options out of range are refused with their name", arguments: optionsOutOfRange)
    func badOptions(options: KMeans, name: String) throws {
        let source = try SyntheticRows(30, dimension: 3, blobs: 0).source
        let error = try #require(throws: ClusteringError.self) { try options.fit(source) }
        guard case .badOption(name, _) = error else { return #expect(Bool(false), "\(error)") }
    }

    @Test("no rows, keys of another number and centroids of another shape are refused")
    func shapes() throws {
        let source = try SyntheticRows(30, dimension: 3, blobs: 0).source
        #expect(throws: ClusteringError.noRows) { try KMeans().fit(try EmbeddingMatrix([], dimension: 3)) }
        #expect(throws: ClusteringError.countMismatch(what: "keys", expected: 30, found: 2)) { try KMeans().fit(source, keys: [1, 2]) }
        #expect(throws: ClusteringError.countMismatch(what: "values to begin from", expected: 6, found: 5)) {
            try KMeans(clusters: 2).fit(source, from: [1, 2, 3, 4, 5])
        }
        #expect(throws: ClusteringError.badOption(name: "start", allowed: "finite")) {
            try KMeans(clusters: 1).fit(source, from: [1, .nan, 3])
        }
    }
}
