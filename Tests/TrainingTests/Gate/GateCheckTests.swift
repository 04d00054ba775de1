import JSONParsing
import Testing
import Training

struct GateCheckTests {
    private static func check(_ name: String, _ verdict: GateCheck.Verdict) -> GateCheck {
        GateCheck(name: name, isAtLeast: true, verdict: verdict, reason: verdict == .pass ? "" : "\(name) is \(verdict)")
    }

    @Test("the worst check decides, for every combination of two; reasons that decide come first")
    func outcome() {
        for first in GateCheck.Verdict.allCases {
            for second in GateCheck.Verdict.allCases {
                let result = GateResult(checks: [Self.check("a", first), Self.check("b", second)])
                let verdicts = [first, second]
                let name = verdicts.contains(.failed) ? "reject" : verdicts == [.pass, .pass] ? "promote" : "needs-approval"
                #expect(result.outcome.name == name)
                #expect(result.outcome.reasons.count == verdicts.count { $0 != .pass })
                if verdicts.contains(.failed) { #expect(result.outcome.reasons.first?.hasSuffix("failed") == true) }
            }
        }
        #expect(GateResult(checks: []).outcome == .promote)
    }

    @Test("as JSON a check has its figure, bound, interval and reason, and leaves out what it has not")
    func json() throws {
        var evidence = GateFixture.equal
        evidence.recall[0].share = GateFixture.share(met: 90, of: 100, lost: 2)
        let object = gateResult(evidence).json
        #expect(object["outcome"] == "needs-approval" && object["reasons"]?.array?.count == 1)
        let checks = try #require(object["checks"]?.array).compactMap(\.object)
        let recall = try #require(checks.first { $0["check"] == "recall self-harm" })
        #expect(recall.keys == ["check", "verdict", "figure", "interval", "champion", "at_least", "p", "reason"])
        #expect(recall["figure"]?.double == 0.88 && recall["champion"]?.double == 0.9 && recall["at_least"]?.double == 0.89)
        #expect(recall["p"]?.double == 0.25 && recall["verdict"] == "doubtful")
        let latency = try #require(checks.last)
        #expect(latency.keys == ["check", "verdict", "figure", "champion", "at_most"])
    }
}
