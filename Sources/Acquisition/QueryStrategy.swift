/// How queries are chosen.
package enum QueryStrategy: String, CaseIterable, Equatable, Sendable {
    /// Drawn with equal probability.
    case random
    /// The most uncertain. Source: Lewis & Gale 1994, "A sequential algorithm for training text classifiers"; the paper's TopN-AL.
    case topn
    /// The farthest from everything labelled, again and again (k-center greedy). Source: Sener & Savarese 2018, arXiv:1708.00489,
    /// algorithm 1.
    case coreset
    /// From every cluster of the pool the most uncertain. Source: the paper's algorithm 1 and §3.2.
    case cluster
    /// As `cluster`, with four times the clusters, and where the learner's guess is a class with few labels counts more (`ClassBalance`):
    /// more of the rare classes for the same labels.
    case clusterBalanced = "cluster-balanced"
}
