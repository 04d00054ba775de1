import Classification
import GuardDaemon
import LabeledData
import Testing

struct PolicyCoverageTests {
    private static func coverage(
        _ labels: [String], _ configured: [String: PolicyOverride] = [:], suggested: [String: Double] = [:]
    ) -> PolicyCoverage {
        var configuration = GuardConfiguration()
        configuration.policy = configured
        let policy = configuration.policy(labels: labels, suggestedThresholds: suggested)
        return PolicyCoverage(labels: labels, policy: policy, configured: configured)
    }

    private static let rule = PolicyOverride(threshold: 0.5, action: .warn)

    @Test("our six classes are covered by the standard policy: there is nothing to warn of")
    func standard() {
        let coverage = Self.coverage(SafetyClass.names, ["self-harm": PolicyOverride(action: .off)])
        #expect(coverage.labelsWithoutPolicy.isEmpty && coverage.halfRules.isEmpty && coverage.rulesWithoutLabel.isEmpty)
        #expect(coverage.warnings.isEmpty && coverage.unmatchedRules == nil)
    }

    @Test("labels that no rule looks at are named in the model's order, without not-harmful and without those that have a rule")
    func withoutPolicy() {
        let labels = ["zeta", "not-harmful", "toxic", "self-harm", "alpha"]
        let coverage = Self.coverage(labels, ["toxic": Self.rule])
        #expect(coverage.labelsWithoutPolicy == ["zeta", "alpha"])
        #expect(coverage.warnings.count == 1)
        #expect(coverage.warnings.first?.hasPrefix("no policy rule looks at the labels \"zeta\", \"alpha\": ") == true)
    }

    @Test("a rule with a threshold or an action alone is said to be none, unless the bundle has the threshold")
    func halfRules() {
        let configured = ["a": PolicyOverride(threshold: 0.5), "b": PolicyOverride(action: .warn), "c": Self.rule]
        let coverage = Self.coverage(["a", "b", "c", "d"], configured)
        #expect(coverage.labelsWithoutPolicy == ["a", "b", "d"] && coverage.halfRules == ["a", "b"])
        #expect(coverage.warnings.last == "the policy for \"a\", \"b\" is no rule yet: it needs both a threshold and an action")
        #expect(Self.coverage(["a", "b", "c", "d"], configured, suggested: ["b": 0.25]).halfRules == ["a"])
    }

    @Test("a rule that matches no label is named beside the labels that there are")
    func unmatched() {
        let coverage = Self.coverage(SafetyClass.names, ["selfharm": Self.rule, "legal-advise": Self.rule])
        #expect(coverage.rulesWithoutLabel == ["legal-advise", "selfharm"])
        let reason = """
            the policy has rules for "legal-advise", "selfharm", which are no labels of the model; it has "self-harm", "medical-advice", \
            "legal-advice", "financial-advice", "emergency-situation", "not-harmful"
            """
        #expect(coverage.unmatchedRules == reason && coverage.warnings == [reason])
    }

    @Test("a label cannot pretend to be a line of the log, and thousands of labels do not fill it")
    func bounded() throws {
        let warning = try #require(Self.coverage(["a\nroot: \u{1B}[2J", "b"]).warnings.first)
        #expect(!warning.unicodeScalars.contains { $0.value < 0x20 })
        let many = try #require(Self.coverage((0..<1_000).map { "label \($0)" }).warnings.first)
        #expect(many.contains("\"label 19\" and 980 more") && !many.contains("label 20"))
    }
}
