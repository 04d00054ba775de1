import Acquisition
import Clustering
import Testing

/// What holds for every strategy.
struct QuerySelectorTests {
    @Test("as many queries as were asked for, no message twice, none that is labelled", arguments: QueryStrategy.allCases)
    func basics(strategy: QueryStrategy) throws {
        let pool = SyntheticPool(120)
        let labelled = Set(stride(from: 0, to: 120, by: 7))
        let selection = try QuerySelector(strategy, queries: 20).select(from: try pool.pool(labelled: labelled))
        #expect(selection.queries.count == 20 && selection.missing == 0)
        #expect(Set(selection.queries.map(\.id)).count == 20)
        #expect(labelled.isDisjoint(with: selection.queries.map(\.row)))
        for query in selection.queries {
            #expect(query.id == pool.ids[query.row] && query.strategy == strategy && !query.isControl)
            #expect(abs(query.uncertainty - Uncertainty.entropy.score(pool.scores(query.row))) < 1e-6)
            #expect(!query.reason.description.isEmpty)
        }
    }

    @Test("the order of the pool and the number of threads change nothing", arguments: QueryStrategy.allCases)
    func order(strategy: QueryStrategy) throws {
        let pool = SyntheticPool(300, blobs: 9)
        let elsewhere = SyntheticPool(10, seed: 5).values
        var options = QuerySelector(strategy, queries: 24, controlQueries: 3, clustering: KMeans(clusters: 15), seed: 6)
        let labelled = Set([4, 40, 171])
        let plain = try options.select(from: try pool.pool(labelled: labelled, elsewhere: elsewhere))
        let order = pool.shuffledOrder
        options.threads = 3
        let other = try options.select(
            from: try pool.permuted(order).pool(labelled: Set(order.indices.filter { labelled.contains(order[$0]) }), elsewhere: elsewhere))
        #expect(other.queries.map(\.id) == plain.queries.map(\.id))
        #expect(other.queries.map(\.reason) == plain.queries.map(\.reason) && other.queries.map(\.cluster) == plain.queries.map(\.cluster))
    }

    @Test("messages that nothing tells apart but their ids are chosen by these", arguments: [QueryStrategy.topn, .cluster])
    func ties(strategy: QueryStrategy) throws {
        var pool = SyntheticPool(40)
        pool.probabilities = [Float](repeating: 1, count: 120)
        let selection = try QuerySelector(strategy, queries: 3, clustering: KMeans(clusters: 1)).select(from: try pool.pool())
        #expect(selection.queries.map(\.id).sorted() == ["m0", "m1", "m10"])
    }

    @Test("no query is a near-duplicate of a labelled message or of another query", arguments: QueryStrategy.allCases)
    func nearDuplicates(strategy: QueryStrategy) throws {
        // Twenty messages, each in four copies that differ a little; five are labelled, three more outside the pool.
        var pool = SyntheticPool(20)
        for copy in 1...3 {
            for row in 0..<20 { pool.append("c\(copy)-\(row)", pool.row(row).map { $0 + 0.001 * Float(copy) }, pool.scores(row)) }
        }
        let labelled = Set([0, 1, 2, 3, 4])
        let selection = try QuerySelector(strategy, queries: 30).select(
            from: try pool.pool(labelled: labelled, elsewhere: (5..<8).flatMap { pool.row($0) }))
        #expect(selection.queries.count == 12 && selection.missing == 18)
        #expect(Set(selection.queries.map { $0.row % 20 }) == Set(8..<20))
        for (position, query) in selection.queries.enumerated() {
            for other in selection.queries[..<position] { #expect(pool.cosine(query.row, other.row) < 0.95) }
        }
        let wide = try QuerySelector(strategy, queries: 75, nearDuplicateCosine: 2).select(from: try pool.pool(labelled: labelled))
        #expect(wide.queries.count == 75 && Set(wide.queries.map(\.row)).count == 75)
    }

    @Test("a flood of copies of the least sure message costs one query and no more")
    func flood() throws {
        var pool = SyntheticPool(30)
        for copy in 0..<2_000 { pool.append("spam\(copy)", pool.row(0).map { $0 * Float(copy + 1) }, [1, 1, 1]) }
        let selection = try QuerySelector(.topn, queries: 10).select(from: try pool.pool())
        #expect(selection.queries.count == 10)
        #expect(selection.queries.count { $0.id.hasPrefix("spam") || $0.id == "m0" } == 1)
    }

    @Test("control queries are drawn first, whatever the strategy, and are marked", arguments: QueryStrategy.allCases)
    func controls(strategy: QueryStrategy) throws {
        let pool = try SyntheticPool(200).pool()
        let selection = try QuerySelector(strategy, queries: 12, controlQueries: 4, seed: 3).select(from: pool)
        #expect(selection.queries.map(\.isControl) == [Bool](repeating: true, count: 4) + [Bool](repeating: false, count: 8))
        for query in selection.queries[..<4] { #expect(query.strategy == .random && query.reason == .drawn && query.cluster == nil) }
        let other = try QuerySelector(.topn, queries: 4, controlQueries: 4, seed: 3).select(from: pool)
        #expect(other.queries.map(\.id) == selection.queries[..<4].map(\.id))
        let all = try QuerySelector(strategy, queries: 5, controlQueries: 5).select(from: pool)
        #expect(all.queries.map(\.isControl) == [Bool](repeating: true, count: 5))
    }

    @Test("a control query falls on every message with the same probability")
    func fairControls() throws {
        let pool = try SyntheticPool(10).pool()
        var counts = [Int](repeating: 0, count: 10)
        for seed in 0..<2_000 {
            for query in try QuerySelector(.topn, queries: 2, controlQueries: 1, seed: UInt64(seed)).select(from: pool).queries
            where query.isControl { counts[query.row] += 1 }
        }
        #expect(counts.allSatisfy { (150...250).contains($0) })
    }

    @Test("a pool in which nothing is eligible gives no queries, and says how many are missing", arguments: QueryStrategy.allCases)
    func nothingLeft(strategy: QueryStrategy) throws {
        let pool = SyntheticPool(6)
        let none = try QuerySelector(strategy, queries: 4, controlQueries: 1).select(from: try pool.pool(labelled: Set(0..<6)))
        #expect(none.queries.isEmpty && none.missing == 4)
        let empty = try CandidatePool(
            ids: [], embeddings: try EmbeddingMatrix([], dimension: 3), probabilities: [], classCount: 3)
        #expect(try QuerySelector(strategy, queries: 4, controlQueries: 1).select(from: empty).missing == 4)
        #expect(try QuerySelector(strategy, queries: 0).select(from: try pool.pool()).queries.isEmpty)
        let few = try QuerySelector(strategy, queries: 9).select(from: try pool.pool(labelled: [1, 2, 3]))
        #expect(Set(few.queries.map(\.row)) == [0, 4, 5] && few.missing == 6)
    }

    @Test("an embedding that is no direction is an error with its row", arguments: [QueryStrategy.coreset, .cluster])
    func badEmbedding(strategy: QueryStrategy) throws {
        var pool = SyntheticPool(30)
        pool.values[17 * 12 + 5] = .nan
        let candidates = try pool.pool(labelled: [0])
        #expect(throws: AcquisitionError.embeddings(.notFinite(row: 17))) { try QuerySelector(strategy).select(from: candidates) }
    }

    static let outOfRange: [(options: QuerySelector, name: String)] = [
        (QuerySelector(queries: -1), "queries"), (QuerySelector(queries: 3, controlQueries: 4), "controlQueries"),
        (QuerySelector(controlQueries: -1), "controlQueries"), (QuerySelector(nearDuplicateCosine: .nan), "nearDuplicateCosine"),
        (QuerySelector(threads: 0), "threads"),
    ]

    @Test("options out of range are refused with their name", arguments: outOfRange)
    func badOptions(options: QuerySelector, name: String) throws {
        let pool = try SyntheticPool(9).pool()
        let error = try #require(throws: AcquisitionError.self) { try options.select(from: pool) }
        guard case .badOption(name, _) = error else { return #expect(Bool(false), "\(error)") }
        #expect(throws: AcquisitionError.embeddings(.badOption(name: "clusters", allowed: "1 to 65536"))) {
            try QuerySelector(.cluster, clustering: KMeans(clusters: 0)).select(from: pool)
        }
    }
}
