import Clustering

extension SelectionWork {
    /// From every cluster of what is eligible the first message of the ranking: the most uncertain.
    ///
    /// Clusters are served in the order of their first messages, so that with more clusters than queries those count where the learner is
    /// least sure. With fewer, or where all of a cluster are near-duplicates of something labelled, the rest of the queries are the first of
    /// the ranking that are left, wherever they are.
    ///
    /// - Parameters:
    ///   - clusters: Of `eligible`; nil when that is empty.
    ///   - ranked: Brings rows in the order in which they are to be asked.
    mutating func takeFromClusters(_ clusters: Clusters?, ranked: ([Int]) -> [Int]) throws(ClusteringError) {
        guard left > 0, let clusters else { return }
        var members = [[Int]](repeating: [], count: clusters.count)
        for (position, row) in eligible.enumerated() where !isChosen.contains(row) {
            members[Int(clusters.assignments[position])].append(row)
        }
        var rankings = members.map { Ranking(ranked($0)) }
        let heads = rankings.compactMap(\.head)
        let numbers = Dictionary(uniqueKeysWithValues: zip(heads, rankings.indices))
        for cluster in ranked(heads).compactMap({ numbers[$0] }) where left > 0 {
            if let row = try duplicates.next(in: &rankings[cluster]) { add(row, cluster: cluster, .mostUncertainOfCluster) }
        }
        guard left > 0 else { return }
        let own = Dictionary(uniqueKeysWithValues: zip(eligible, clusters.assignments))
        try take(from: ranked(eligible), .mostUncertainLeft) { own[$0].map { Int($0) } }
    }

    /// As `cluster`, from more and smaller clusters, by uncertainty times `ClassBalance`.
    mutating func takeBalanced() throws(ClusteringError) {
        let balance = ClassBalance(pool.labelCounts ?? [Int](repeating: 0, count: pool.classCount))
        let merits = (0..<pool.count).map { uncertainties[$0] * balance.weight(pool.scores(of: $0)) }
        let work = self
        try takeFromClusters(try clustered(factor: ClassBalance.clusterFactor)) { work.ordered($0, by: merits) }
    }

    /// The clusters of what is eligible; nil when nothing is, or no query is left to choose.
    func clustered(factor: Int = 1) throws(ClusteringError) -> Clusters? {
        guard left > 0, !eligible.isEmpty else { return nil }
        var options = self.options.clustering
        let (clusters, overflow) = options.clusters.multipliedReportingOverflow(by: factor)
        (options.clusters, options.seed, options.threads) = (overflow ? .max : clusters, self.options.seed, self.options.threads)
        return try options.fit(
            EmbeddingSubset(pool.embeddings, rows: eligible), keys: eligible.map { KeyedDraws.key(pool.ids[$0]) })
    }
}
