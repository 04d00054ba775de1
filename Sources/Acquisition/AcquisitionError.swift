package import Clustering

/// Why no queries could be chosen.
package enum AcquisitionError: Error, Equatable, CustomStringConvertible {
    case countMismatch(what: String, expected: Int, found: Int)
    case badOption(name: String, allowed: String)
    case duplicateID(String)
    /// Negative, not finite, or all zero.
    case badProbabilities(id: String)
    case embeddings(ClusteringError)

    package var description: String {
        switch self {
        case .countMismatch(let what, let expected, let found): "there are \(found) \(what), expected \(expected)"
        case .badOption(let name, let allowed): "the option '\(name)' must be \(allowed)"
        case .duplicateID(let id): "the id '\(id)' occurs twice in the pool"
        case .badProbabilities(let id): "the scores of '\(id)' are no probabilities"
        case .embeddings(let error): error.description
        }
    }
}
