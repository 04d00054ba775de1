/// What a person is to label next.
package struct Selection: Equatable, Sendable {
    /// Control queries first, then in the order in which the strategy chose.
    package let queries: [Query]
    /// How many were asked for.
    package let wanted: Int

    /// How many could not be found: nothing eligible was left.
    package var missing: Int { wanted - queries.count }
}

/// One message that a person is asked about, and why it is this one.
package struct Query: Equatable, Sendable {
    package let id: String
    /// In the pool.
    package let row: Int
    package let strategy: QueryStrategy
    /// Numbered from 0 within a selection; nil where the strategy does not cluster, and for control queries.
    package let cluster: Int?
    package let uncertainty: Float
    /// Drawn at random from the whole pool, to compare the strategy with.
    package let isControl: Bool
    package let reason: Reason

    package enum Reason: Equatable, Sendable, CustomStringConvertible {
        case drawn
        case mostUncertain
        case mostUncertainOfCluster
        /// There were fewer clusters with an eligible message than queries.
        case mostUncertainLeft
        /// The squared distance to the nearest labelled or chosen message.
        case farthest(squaredDistance: Float)

        package var description: String {
            switch self {
            case .drawn: "drawn at random"
            case .mostUncertain: "the learner is least sure of it"
            case .mostUncertainOfCluster: "the learner is least sure of it in its cluster"
            case .mostUncertainLeft: "the learner is least sure of it among what the clusters left"
            case .farthest(let distance): "the farthest from everything labelled, squared distance \(distance)"
            }
        }
    }
}
