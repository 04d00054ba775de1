/// The rules in the order in which they are asked. The name is what is recorded.
package enum FilterRule: String, CaseIterable, Sendable {
    case schema
    case length
    case metaText = "meta-text"
    case copy
    case nearDuplicate = "near-duplicate"
    case drift
    case label

    package var name: String { rawValue }
}

/// What becomes of a variation.
package enum FilterVerdict: Equatable, Sendable {
    case accepted
    case rejected(FilterRule)
    /// The learner gives it another label: a person decides.
    case needsReview

    package var name: String {
        switch self {
        case .accepted: "accepted"
        case .rejected: "rejected"
        case .needsReview: "needs-review"
        }
    }
}
