package import Classification
import JSONParsing

/// Where the policy and the labels of a model do not meet: what an operator has to hear, since no answer shows it.
package struct PolicyCoverage: Equatable, Sendable {
    /// All of the model, in the order of its logits.
    package let labels: [String]
    /// Labels that no rule looks at, in that order; `not-harmful` needs none.
    package let labelsWithoutPolicy: [String]
    /// Labels among these for which the configuration says a threshold or an action, and nothing says the other.
    package let halfRules: [String]
    /// What the configuration has rules for and the model does not know, sorted.
    package let rulesWithoutLabel: [String]

    /// - Parameters:
    ///   - policy: The rules that apply to the model.
    ///   - configured: What the configuration says, by label.
    package init(labels: [String], policy: Policy, configured: [String: PolicyOverride]) {
        self.labels = labels
        labelsWithoutPolicy = labels.filter(policy.hasNoWord)
        halfRules = labelsWithoutPolicy.filter { configured[$0] != nil }
        rulesWithoutLabel = configured.keys.filter { !labels.contains($0) }.sorted()
    }

    /// One clause each, for the log; none when policy and labels meet.
    package var warnings: [String] {
        var result: [String] = []
        if !labelsWithoutPolicy.isEmpty {
            result.append(
                "no policy rule looks at the labels \(Self.list(labelsWithoutPolicy)): their scores are given and nothing is ever flagged "
                    + "for them; [policy.<label>] with a threshold and an action makes a rule")
        }
        if !halfRules.isEmpty {
            result.append("the policy for \(Self.list(halfRules)) is no rule yet: it needs both a threshold and an action")
        }
        if let reason = unmatchedRules { result.append(reason) }
        return result
    }

    /// What is wrong with rules that match nothing; nil when there are none.
    package var unmatchedRules: String? {
        guard !rulesWithoutLabel.isEmpty else { return nil }
        return "the policy has rules for \(Self.list(rulesWithoutLabel)), which are no labels of the model; it has \(Self.list(labels))"
    }

    /// Names as JSON strings, so that none can pretend to be a line of a log; a model may have thousands.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(20).map { JSONWriter.compactText(.string($0)) }.joined(separator: ", ")
        return names.count > 20 ? shown + " and \(names.count - 20) more" : shown
    }
}

extension GuardConfiguration {
    /// Where this configuration's policy for a model and its labels do not meet.
    package func policyCoverage(of model: Classifier) -> PolicyCoverage {
        PolicyCoverage(labels: model.labels, policy: policy(for: model), configured: policy)
    }
}
