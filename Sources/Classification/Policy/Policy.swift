import LabeledData

/// What is done when a class reaches its threshold, from nothing to the strongest.
package enum PolicyAction: String, CaseIterable, Comparable, Sendable {
    case off, log, warn, block

    private var strength: Int {
        switch self {
        case .off: 0
        case .log: 1
        case .warn: 2
        case .block: 3
        }
    }

    package static func < (left: PolicyAction, right: PolicyAction) -> Bool { left.strength < right.strength }

    /// A message whose class has this action counts as flagged.
    package var flags: Bool { self >= .warn }
}

package struct PolicyRule: Equatable, Sendable {
    /// On the calibrated score, from 0 to 1.
    package var threshold: Double
    package var action: PolicyAction

    package init(threshold: Double, action: PolicyAction) {
        self.threshold = threshold
        self.action = action
    }
}

/// Which scores count, and for what.
package struct Policy: Equatable, Sendable {
    /// By label. A label without a rule is never acted upon.
    package var rules: [String: PolicyRule]

    package init(rules: [String: PolicyRule]) { self.rules = rules }

    /// self-harm and emergency-situation block from 0.35 on, the classes that ask for advice warn from 0.5 on.
    package static let standard = Policy(rules: [
        "self-harm": PolicyRule(threshold: 0.35, action: .block),
        "emergency-situation": PolicyRule(threshold: 0.35, action: .block),
        "medical-advice": PolicyRule(threshold: 0.5, action: .warn),
        "legal-advice": PolicyRule(threshold: 0.5, action: .warn),
        "financial-advice": PolicyRule(threshold: 0.5, action: .warn),
    ])

    /// What the policy says of one text.
    package struct Decision: Equatable, Sendable {
        package let flagged: Bool
        /// The strongest action of the classes that reached their threshold; `off` when none did.
        package let action: PolicyAction
        /// The labels that reached the threshold of a rule that flags.
        package let reached: [String]
        /// Which label asked for `action`: of several, the one with the highest score. Its index; nil when none did.
        package let cause: Int?
    }

    /// - Parameter scores: One calibrated score per label, in the order of `labels`.
    package func decide(labels: [String], scores: [Float]) -> Decision {
        var strongest = PolicyAction.off
        var reached: [String] = []
        var cause: Int?
        for (index, (label, score)) in zip(labels, scores).enumerated() {
            guard let rule = rules[label], rule.action != .off, score >= Float(rule.threshold) else { continue }
            if rule.action > strongest || rule.action == strongest && score > (cause.map { scores[$0] } ?? 0) {
                (strongest, cause) = (rule.action, index)
            }
            if rule.action.flags { reached.append(label) }
        }
        return Decision(flagged: strongest.flags, action: strongest, reached: reached, cause: cause)
    }

    /// Whether nothing is known of a label: it has no rule, not even one that says `off`, and it is not `not-harmful`, which needs none.
    /// A text with such a label is not safe on the word of the policy.
    package func hasNoWord(on label: String) -> Bool { rules[label] == nil && label != SafetyClass.notHarmful.name }
}
