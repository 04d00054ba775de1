import Encoders
import Foundation
import Testing

struct ExitRuleTests {
    private static let none: [Float] = [1, 1, 1]

    private static func isMet(_ threshold: Float, limits: [Float] = none, _ probabilities: [Float]) -> Bool {
        ExitRule(threshold: threshold, limits: limits).isMet(probabilities.map { log($0) + 7 })
    }

    @Test("a sequence leaves when its top probability reaches the threshold")
    func threshold() {
        #expect(Self.isMet(0.69, [0.7, 0.2, 0.1]) && !Self.isMet(0.71, [0.7, 0.2, 0.1]))
        #expect(Self.isMet(0.69, [0.1, 0.2, 0.7]))
        #expect(Self.isMet(0, [0.34, 0.33, 0.33]), "a threshold of 0 lets everything leave")
        #expect(!Self.isMet(1.1, [1, 0, 0]), "a threshold above 1 nothing")
    }

    @Test("a class that is not the top one must keep within its limit; the top one need not")
    func limits() {
        let limits: [Float] = [0.05, 1, 1]
        #expect(Self.isMet(0.5, limits: limits, [0.04, 0.9, 0.06]))
        #expect(!Self.isMet(0.5, limits: limits, [0.06, 0.9, 0.04]))
        #expect(Self.isMet(0.5, limits: limits, [0.9, 0.06, 0.04]))
    }

    @Test(
        "logits that are no numbers never leave",
        arguments: [[Float.nan, 0, 0], [0, .nan, 0], [.infinity, 0, 0], [.nan, .nan, .nan], [-.infinity, -.infinity, -.infinity]])
    func notANumber(logits: [Float]) {
        #expect(!ExitRule(threshold: 0.5, limits: Self.none).isMet(logits))
        #expect(!ExitRule(threshold: 0, limits: Self.none).isMet(logits))
    }

    @Test("logits too large for an exponential are told apart all the same")
    func large() {
        let rule = ExitRule(threshold: 0.9, limits: [0.01, 0.01, 0.01])
        #expect(rule.isMet([3e4, 1e4, -3e4]) && !rule.isMet([3e4, 3e4, 0]))
    }
}
