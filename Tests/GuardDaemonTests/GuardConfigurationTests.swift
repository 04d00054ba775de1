import Classification
import GuardDaemon
import Testing

struct GuardConfigurationTests {
    static let labels = ["self-harm", "medical-advice", "not-harmful"]

    @Test("with nothing said, the standard policy holds")
    func standard() {
        #expect(GuardConfiguration().policy(labels: Self.labels, suggestedThresholds: [:]) == .standard)
    }

    @Test("a bundle's threshold comes before the standard, the file's before the bundle's")
    func precedence() {
        var configuration = GuardConfiguration()
        let suggested = ["self-harm": 0.6, "medical-advice": 0.7]
        let bundle = configuration.policy(labels: Self.labels, suggestedThresholds: suggested)
        #expect(bundle.rules["self-harm"] == PolicyRule(threshold: 0.6, action: .block))
        #expect(bundle.rules["medical-advice"] == PolicyRule(threshold: 0.7, action: .warn))
        configuration.policy = ["self-harm": PolicyOverride(threshold: 0.1), "medical-advice": PolicyOverride(action: .log)]
        let both = configuration.policy(labels: Self.labels, suggestedThresholds: suggested)
        #expect(both.rules["self-harm"] == PolicyRule(threshold: 0.1, action: .block))
        #expect(both.rules["medical-advice"] == PolicyRule(threshold: 0.7, action: .log))
        #expect(both.rules["legal-advice"] == Policy.standard.rules["legal-advice"])
    }

    @Test("a label that the standard does not know acts only when both its threshold and its action are said")
    func foreignLabels() {
        var configuration = GuardConfiguration()
        configuration.policy = ["spam": PolicyOverride(action: .warn), "scam": PolicyOverride(action: .warn)]
        let policy = configuration.policy(labels: ["spam", "scam"], suggestedThresholds: ["spam": 0.4])
        #expect(policy.rules["spam"] == PolicyRule(threshold: 0.4, action: .warn))
        #expect(policy.rules["scam"] == nil)
        #expect(GuardConfiguration().policy(labels: ["spam"], suggestedThresholds: ["spam": 0.4]).rules["spam"] == nil)
    }
}
