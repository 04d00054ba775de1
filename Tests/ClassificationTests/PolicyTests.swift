import Classification
import LabeledData
import Testing

struct PolicyTests {
    private static let labels = ["a", "b", "c", "d", "free"]
    private static let policy = Policy(rules: [
        "a": PolicyRule(threshold: 0.5, action: .off), "b": PolicyRule(threshold: 0.5, action: .log),
        "c": PolicyRule(threshold: 0.5, action: .warn), "d": PolicyRule(threshold: 0.5, action: .block),
    ])

    static let cases: [(scores: [Float], action: PolicyAction, reached: [String])] = [
        ([0, 0, 0, 0, 1], .off, []),
        ([1, 0, 0, 0, 0], .off, []),
        ([0, 1, 0, 0, 0], .log, []),
        ([0, 0, 1, 0, 0], .warn, ["c"]),
        ([0, 0, 0, 1, 0], .block, ["d"]),
        ([0, 1, 1, 0, 0], .warn, ["c"]),
        ([0, 0, 1, 1, 0], .block, ["c", "d"]),
        ([1, 1, 1, 1, 1], .block, ["c", "d"]),
    ]

    @Test("the strongest action of the classes that reached their threshold counts; warn and block flag", arguments: cases)
    func decides(scores: [Float], action: PolicyAction, reached: [String]) {
        let decision = Self.policy.decide(labels: Self.labels, scores: scores)
        #expect(decision.action == action)
        #expect(decision.reached == reached)
        #expect(decision.flagged == !reached.isEmpty)
    }

    @Test("a threshold is reached by a score equal to it, not by the next smaller one")
    func boundary() {
        let at = Self.policy.decide(labels: ["d"], scores: [0.5])
        #expect(at.flagged && at.reached == ["d"])
        let below = Self.policy.decide(labels: ["d"], scores: [Float(0.5).nextDown])
        #expect(!below.flagged && below.action == .off && below.reached.isEmpty)
    }

    @Test("thresholds of 0 and 1 can be reached")
    func ends() {
        let policy = Policy(rules: ["a": PolicyRule(threshold: 0, action: .warn), "b": PolicyRule(threshold: 1, action: .block)])
        #expect(policy.decide(labels: ["a", "b"], scores: [0, Float(1).nextDown]).reached == ["a"])
        #expect(policy.decide(labels: ["a", "b"], scores: [0, 1]).reached == ["a", "b"])
    }

    @Test("actions are ordered by strength")
    func order() {
        #expect(PolicyAction.allCases.shuffled().sorted() == [.off, .log, .warn, .block])
        #expect(PolicyAction.allCases.filter(\.flags) == [.warn, .block])
    }

    @Test("the policy has no word on a label without a rule; a rule that says off is one, and not-harmful needs none")
    func noWord() {
        #expect(Self.policy.hasNoWord(on: "free"))
        for label in ["a", "b", "c", "d", "not-harmful"] { #expect(!Self.policy.hasNoWord(on: label), "\(label)") }
    }

    @Test("the standard policy has a rule for each harmful class and none for the other")
    func standard() {
        #expect(Set(Policy.standard.rules.keys) == Set(SafetyClass.harmful.map(\.name)))
        for name in ["self-harm", "emergency-situation"] {
            #expect(Policy.standard.rules[name] == PolicyRule(threshold: 0.35, action: .block))
        }
        for name in ["medical-advice", "legal-advice", "financial-advice"] {
            #expect(Policy.standard.rules[name] == PolicyRule(threshold: 0.5, action: .warn))
        }
    }
}
