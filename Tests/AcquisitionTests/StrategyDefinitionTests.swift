import Acquisition
import Clustering
import Testing

/// Each strategy against its definition, written out.
struct StrategyDefinitionTests {
    @Test("topn takes the most uncertain, in this order", arguments: Uncertainty.allCases)
    func topn(measure: Uncertainty) throws {
        let pool = SyntheticPool(150)
        let selection = try QuerySelector(.topn, uncertainty: measure, queries: 15).select(from: try pool.pool())
        let expected = (0..<150).sorted { measure.score(pool.scores($0)) > measure.score(pool.scores($1)) }
        #expect(selection.queries.map(\.row) == Array(expected[..<15]))
        #expect(selection.queries.allSatisfy { $0.reason == .mostUncertain && $0.cluster == nil })
    }

    @Test("random draws every message with the same probability, and each seed draws others")
    func random() throws {
        let pool = try SyntheticPool(12).pool()
        var counts = [Int](repeating: 0, count: 12)
        for seed in 0..<2_000 {
            for query in try QuerySelector(.random, queries: 3, seed: UInt64(seed)).select(from: pool).queries { counts[query.row] += 1 }
        }
        #expect(counts.allSatisfy { (400...600).contains($0) })
    }

    @Test("coreset is k-center greedy from what is labelled, in the pool and elsewhere", arguments: [0, 1, 6])
    func coreset(labelledCount: Int) throws {
        let pool = SyntheticPool(90)
        let labelled = Set((0..<labelledCount).map { $0 * 13 })
        let elsewhere = labelledCount == 6 ? SyntheticPool(4, seed: 9).values : []
        let selection = try QuerySelector(.coreset, queries: 10).select(from: try pool.pool(labelled: labelled, elsewhere: elsewhere))
        var centres = labelled.map { pool.row($0) } + (0..<elsewhere.count / 12).map { Array(elsewhere[$0 * 12..<($0 + 1) * 12]) }
        for (position, query) in selection.queries.enumerated() {
            if centres.isEmpty {
                #expect(position == 0 && query.reason == .drawn)
            } else {
                /// The squared distance to the nearest centre.
                func distance(_ row: Int) -> Double { centres.map { 2 - 2 * SyntheticPool.cosine(pool.row(row), $0) }.min() ?? 0 }
                let farthest = (0..<90).filter { !labelled.contains($0) }.map(distance).max() ?? 0
                #expect(abs(distance(query.row) - farthest) < 1e-5)
                guard case .farthest(let own) = query.reason else { return #expect(Bool(false)) }
                #expect(abs(Double(own) - farthest) < 1e-5)
            }
            centres.append(pool.row(query.row))
        }
        #expect(selection.queries.count == 10)
    }

    @Test("cluster takes the most uncertain message of every cluster of what is not labelled")
    func cluster() throws {
        let pool = SyntheticPool(200, blobs: 8)
        let labelled = Set([3, 11, 100])
        let selection = try QuerySelector(.cluster, queries: 8, clustering: KMeans(clusters: 8), nearDuplicateCosine: 0.9999, seed: 2)
            .select(
                from: try pool.pool(labelled: labelled))
        #expect(Set(selection.queries.map { $0.row % 8 }) == Set(0..<8) && Set(selection.queries.map(\.cluster)).count == 8)
        for query in selection.queries {
            let own = pool.byEntropy.first { $0 % 8 == query.row % 8 && !labelled.contains($0) }
            #expect(query.row == own && query.reason == .mostUncertainOfCluster)
        }
        let uncertainties = selection.queries.map(\.uncertainty)
        #expect(uncertainties == uncertainties.sorted(by: >))
    }

    @Test("with fewer clusters than queries the rest are the most uncertain left; with more, clusters count by their least sure message")
    func otherCounts() throws {
        let pool = SyntheticPool(160, blobs: 10)
        let few = try QuerySelector(.cluster, queries: 15, clustering: KMeans(clusters: 10)).select(from: try pool.pool())
        let heads = (0..<10).compactMap { blob in pool.byEntropy.first { $0 % 10 == blob } }
        #expect(Set(few.queries[..<10].map(\.row)) == Set(heads))
        let rest = pool.byEntropy.filter { !heads.contains($0) }
        // A row that is near one of the chosen is passed over.
        #expect(few.queries[10...].allSatisfy { $0.reason == .mostUncertainLeft && $0.cluster != nil })
        #expect(few.queries[10].uncertainty >= few.queries[14].uncertainty && rest.contains(few.queries[10].row))

        let many = try QuerySelector(.cluster, queries: 4, clustering: KMeans(clusters: 10)).select(from: try pool.pool())
        #expect(
            many.queries.map(\.row)
                == Array(
                    heads.sorted { (a, b) in
                        Uncertainty.entropy.score(pool.scores(a)) > Uncertainty.entropy.score(pool.scores(b))
                    }[..<4]))
    }

    @Test("a cluster whose least sure message is a near-duplicate of something labelled gives its next")
    func nextOfCluster() throws {
        let pool = SyntheticPool(60, blobs: 3)
        let first = try #require(pool.byEntropy.first { $0 % 3 == 1 })
        let selection = try QuerySelector(.cluster, queries: 3, clustering: KMeans(clusters: 3), nearDuplicateCosine: 0.999).select(
            from: try pool.pool(elsewhere: pool.row(first).map { 2 * $0 }))
        let second = try #require(pool.byEntropy.filter { $0 % 3 == 1 }.dropFirst().first)
        #expect(selection.queries.map(\.row).contains(second) && !selection.queries.map(\.row).contains(first))
    }

    @Test("cluster-balanced asks first where the guess is a class with few labels, from four times as many clusters")
    func clusterBalanced() throws {
        var pool = SyntheticPool(160, blobs: 16)
        // Every message is as uncertain; what differs is which of two classes is the first guess.
        pool.probabilities = (0..<160).flatMap { $0 % 16 < 5 ? [Float(0.1), 0.3, 0.6] : [0.6, 0.3, 0.1] }
        let options = QuerySelector(.clusterBalanced, queries: 5, clustering: KMeans(clusters: 4))
        let rare = try options.select(from: try pool.pool(labelCounts: [60, 20, 2]))
        #expect(Set(rare.queries.map { $0.row % 16 }) == Set(0..<5))
        let common = try options.select(from: try pool.pool(labelCounts: [2, 20, 60]))
        #expect(common.queries.allSatisfy { $0.row % 16 >= 5 } && Set(common.queries.map(\.cluster)).count == 5)
        #expect((rare.queries + common.queries).allSatisfy { $0.reason == .mostUncertainOfCluster })
    }

    @Test("without counts of labels, or with equal ones, cluster-balanced is cluster with four times the clusters")
    func balancedWithoutCounts() throws {
        let pool = SyntheticPool(200, blobs: 12)
        func rows(_ strategy: QueryStrategy, clusters: Int, counts: [Int]?) throws -> [Int] {
            try QuerySelector(strategy, queries: 10, clustering: KMeans(clusters: clusters)).select(
                from: try pool.pool(labelCounts: counts)
            )
            .queries.map(\.row)
        }
        let wide = try rows(.cluster, clusters: 12, counts: nil)
        #expect(try rows(.clusterBalanced, clusters: 3, counts: nil) == wide)
        #expect(try rows(.clusterBalanced, clusters: 3, counts: [0, 0, 0]) == wide)
        #expect(try rows(.clusterBalanced, clusters: 3, counts: [80, 80, 80]) == wide)
    }

    @Test("of two messages that are as uncertain, the one of the class with a ninth of the labels counts about three times")
    func balanceOfDegrees() throws {
        var pool = SyntheticPool(60, blobs: 2)
        // In one blob all are sure to be common and very uncertain otherwise; in the other all are surely rare and less uncertain.
        pool.probabilities = (0..<60).flatMap { $0 % 2 == 0 ? [Float(0.98), 0.02, 0] : [0.01, 0, 0.99] }
        let entropies = [0, 1].map { Uncertainty.entropy.score(pool.scores($0)) }
        #expect(entropies[0] > entropies[1] && entropies[0] < 3 * entropies[1])
        let options = QuerySelector(.clusterBalanced, queries: 1, clustering: KMeans(clusters: 1))
        #expect(try options.select(from: try pool.pool(labelCounts: [89, 89, 9])).queries.first.map { $0.row % 2 } == 1)
        #expect(try options.select(from: try pool.pool()).queries.first.map { $0.row % 2 } == 0)
    }
}
