package import Acquisition
import Clustering

/// What is simulated.
package struct SimulationSettings: Equatable, Sendable {
    package var strategies: [QueryStrategy] = QueryStrategy.allCases
    package var seeds = 10
    package var firstSeed = 1
    package var iterations = 5
    package var queries = 20
    /// k of k-means.
    package var clusters = 20
    package var uncertainty = Uncertainty.entropy
    package var split = SplitRule()
    /// How much a variation counts, beside 1 for a message.
    package var variationWeight = 0.3
    /// The macro-F1 to reach, 0…1.
    package var targetF1: Double?

    package init() {}

    package var seedRange: Range<Int> { firstSeed..<firstSeed + seeds }

    /// The selection of one iteration. Every strategy has the same draws in the same seed.
    package func selector(_ strategy: QueryStrategy, seed: Int, iteration: Int) -> QuerySelector {
        QuerySelector(
            strategy, uncertainty: uncertainty, queries: queries, clustering: KMeans(clusters: clusters),
            seed: UInt64(seed) << 20 | UInt64(iteration))
    }
}
