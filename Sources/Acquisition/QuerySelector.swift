package import Clustering

/// Chooses the messages that a person is asked about.
///
/// 1. Control queries are drawn from all that is eligible, before the strategy has taken anything away: they are a fair sample of the pool.
/// 2. The strategy ranks what is eligible, and takes the first that are no near-duplicates of what is labelled or chosen (`NearDuplicates`).
///
/// Eligible is what has no label. A tie is broken by the ids' bytes and every draw belongs to an id, so the order of the pool is nothing; nor
/// is the number of threads. When too little is eligible the selection is smaller than was asked for, and says so.
///
/// No step is quadratic in the pool. n messages, L labelled, q queries, k clusters, H dimensions: ranking n log n; clustering as in `KMeans`;
/// `coreset` (L + q) · n · H multiplications in 1 + q passes over the embeddings; near-duplicates L · H for each candidate that is tried.
/// Memory beside the embeddings, which are read in blocks: about 100 bytes a message.
package struct QuerySelector: Equatable, Sendable {
    package var strategy: QueryStrategy
    package var uncertainty: Uncertainty
    package var queries: Int
    /// Of `queries`, how many are drawn at random.
    package var controlQueries: Int
    /// The clustering; its seed and threads are those of the selection. `clusterBalanced` takes four times its clusters.
    package var clustering: KMeans
    /// The cosine from which on two messages are near-duplicates; above 1 none are.
    package var nearDuplicateCosine: Float
    package var seed: UInt64
    package var threads: Int

    package init(
        _ strategy: QueryStrategy = .cluster, uncertainty: Uncertainty = .entropy, queries: Int = 20, controlQueries: Int = 0,
        clustering: KMeans = KMeans(clusters: 20), nearDuplicateCosine: Float = 0.95, seed: UInt64 = 1, threads: Int = 1
    ) {
        self.strategy = strategy
        self.uncertainty = uncertainty
        self.queries = queries
        self.controlQueries = controlQueries
        self.clustering = clustering
        self.nearDuplicateCosine = nearDuplicateCosine
        self.seed = seed
        self.threads = threads
    }

    package func select(from pool: CandidatePool) throws(AcquisitionError) -> Selection {
        guard (0...100_000).contains(queries) else { throw .badOption(name: "queries", allowed: "0 to 100000") }
        guard (0...queries).contains(controlQueries) else {
            throw .badOption(name: "controlQueries", allowed: "0 to the number of queries")
        }
        guard nearDuplicateCosine.isFinite else { throw .badOption(name: "nearDuplicateCosine", allowed: "a finite number") }
        guard (1...1_024).contains(threads) else { throw .badOption(name: "threads", allowed: "1 to 1024") }
        do throws(ClusteringError) {
            var work = try SelectionWork(self, pool)
            try work.drawControls()
            try work.perform()
            return Selection(queries: work.queries, wanted: queries)
        } catch { throw .embeddings(error) }
    }
}

/// A selection being made.
struct SelectionWork {
    let options: QuerySelector
    let pool: CandidatePool
    /// `[n]`.
    let uncertainties: [Float]
    /// Rows without a label, in ascending order.
    let eligible: [Int]
    var duplicates: NearDuplicates
    private(set) var queries: [Query] = []
    private(set) var isChosen: Set<Int> = []

    init(_ options: QuerySelector, _ pool: CandidatePool) throws(ClusteringError) {
        self.options = options
        self.pool = pool
        let measure = options.uncertainty
        uncertainties = (0..<pool.count).map { measure.score(pool.scores(of: $0)) }
        eligible = (0..<pool.count).filter { !pool.labelled.contains($0) }
        duplicates = try NearDuplicates(pool, threshold: options.nearDuplicateCosine)
    }

    var left: Int { options.queries - queries.count }

    mutating func drawControls() throws(ClusteringError) {
        guard options.controlQueries > 0 else { return }
        var ranking = Ranking(drawn(stream: 1))
        while queries.count < options.controlQueries, let row = try duplicates.next(in: &ranking) {
            add(row, cluster: nil, .drawn, isControl: true)
        }
    }

    mutating func perform() throws(ClusteringError) {
        switch options.strategy {
        case .random: try take(from: drawn(stream: 2), .drawn)
        case .topn: try take(from: byUncertainty(eligible), .mostUncertain)
        case .coreset: try takeFarthest()
        case .cluster: try takeFromClusters(try clustered(), ranked: byUncertainty)
        case .clusterBalanced: try takeBalanced()
        }
    }

    mutating func add(_ row: Int, cluster: Int?, _ reason: Query.Reason, isControl: Bool = false) {
        isChosen.insert(row)
        queries.append(
            Query(
                id: pool.ids[row], row: row, strategy: isControl ? .random : options.strategy, cluster: cluster,
                uncertainty: uncertainties[row], isControl: isControl, reason: reason))
    }

    /// Takes the first rows of a ranking, `limit` at most, until there are enough queries.
    mutating func take(
        _ limit: Int = .max, from rows: [Int], _ reason: Query.Reason, cluster: (Int) -> Int? = { _ in nil }
    ) throws(ClusteringError) {
        var ranking = Ranking(rows.filter { !isChosen.contains($0) })
        let end = max(0, left - min(left, limit))
        while left > end, let row = try duplicates.next(in: &ranking) { add(row, cluster: cluster(row), reason) }
    }

    /// The eligible rows in random order.
    func drawn(stream: UInt64) -> [Int] {
        let draws = KeyedDraws(seed: options.seed, streams: stream)
        let bits = eligible.map { draws.bits(KeyedDraws.key(pool.ids[$0])) }
        return eligible.indices.sorted { bits[$0] != bits[$1] ? bits[$0] < bits[$1] : pool.precedes(eligible[$0], eligible[$1]) }
            .map { eligible[$0] }
    }

    /// The most uncertain first.
    func byUncertainty(_ rows: [Int]) -> [Int] { ordered(rows, by: uncertainties) }

    /// The rows with the greatest merit first.
    ///
    /// - Parameter merits: `[n]`.
    func ordered(_ rows: [Int], by merits: [Float]) -> [Int] {
        rows.sorted { merits[$0] != merits[$1] ? merits[$0] > merits[$1] : pool.precedes($0, $1) }
    }
}
