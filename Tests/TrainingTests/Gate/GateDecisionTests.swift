import Testing
import Training

/// Every bound from both sides, with all else in order.
struct GateDecisionTests {
    typealias Verdict = GateCheck.Verdict

    @Test("a challenger that answers as the champion does is promoted")
    func identical() {
        let result = gateResult(GateFixture.equal)
        #expect(result.outcome == .promote)
        #expect(
            result.checks.map(\.name) == [
                "macro-F1", "accuracy", "recall self-harm", "recall emergency-situation", "ECE", "false flags", "int8 agreement", "latency",
            ])
    }

    static let differences: [(difference: Double, low: Double, high: Double, verdict: Verdict)] = [
        (0.01, -0.01, 0.03, .pass), (0, -0.02, 0.02, .pass), (-1e-14, -0.02, 0.02, .pass), (-0.001, -0.02, 0.02, .doubtful),
        (-0.03, -0.06, 0, .doubtful), (-0.03, -0.06, -0.0001, .failed),
    ]

    @Test("macro-F1 that is lower asks for a person, and rejects where the whole interval is below", arguments: differences)
    func macroF1(difference: Double, low: Double, high: Double, verdict: Verdict) throws {
        var evidence = GateFixture.equal
        evidence.macroF1 = PairedDifference(difference: difference, interval: Interval(low: low, high: high), pBetter: 0.5, pWorse: 0.5)
        #expect(try GateFixture.verdict(evidence, of: "macro-F1") == verdict)
    }

    @Test("too few rows in all are insufficient for macro-F1, but not for what is proven", arguments: [(199, true), (200, false)])
    func rows(rows: Int, isFew: Bool) throws {
        var evidence = GateFixture.equal
        evidence.rows = rows
        #expect(try GateFixture.verdict(evidence, of: "macro-F1") == (isFew ? .insufficient : .pass))
        evidence.macroF1 = PairedDifference(difference: -0.2, interval: Interval(low: -0.3, high: -0.1), pBetter: 1, pWorse: 0)
        #expect(try GateFixture.verdict(evidence, of: "macro-F1") == .failed)
        var first = GateFixture.first
        first.rows = rows
        #expect(try GateFixture.verdict(first, of: "macro-F1") == (isFew ? .insufficient : .pass))
    }

    // 5 lost and none gained: p = 1/32; 4: p = 1/16.
    @Test("accuracy rejects only beyond chance", arguments: [(4, 0, Verdict.pass), (5, 0, .failed), (5, 1, .pass), (0, 9, .pass)])
    func accuracy(lost: Int, gained: Int, verdict: Verdict) throws {
        var evidence = GateFixture.equal
        evidence.accuracy = PairedCounts(both: 400 - lost, onlyChampion: lost, onlyChallenger: gained, neither: 100 - gained)
        #expect(try GateFixture.verdict(evidence, of: "accuracy") == verdict)
    }

    static let losses: [(total: Int, lost: Int, gained: Int, verdict: Verdict)] = [
        (100, 0, 3, .pass), (100, 1, 0, .pass), (100, 2, 1, .pass), (100, 2, 0, .doubtful), (100, 4, 0, .doubtful), (100, 5, 0, .failed),
        (100, 6, 1, .doubtful), (100, 7, 1, .failed), (199, 1, 0, .pass), (199, 2, 0, .doubtful), (200, 2, 0, .pass),
        (200, 3, 0, .doubtful),
        (30, 1, 0, .pass), (30, 2, 0, .doubtful), (30, 5, 0, .failed), (29, 0, 0, .insufficient), (29, 2, 0, .insufficient),
        (29, 5, 0, .failed),
    ]

    @Test("a protected class may lose one message, or one in a hundred; more asks for a person or rejects", arguments: losses)
    func recall(total: Int, lost: Int, gained: Int, verdict: Verdict) throws {
        for index in 0..<2 {
            var evidence = GateFixture.equal
            evidence.recall[index].share = GateFixture.share(met: total - 3, of: total, lost: lost, gained: gained)
            #expect(try GateFixture.verdict(evidence, of: "recall " + evidence.recall[index].className) == verdict)
            let outcome = gateResult(evidence).outcome
            #expect((outcome == .promote) == (verdict == .pass))
            #expect(outcome.name == (verdict == .pass ? "promote" : verdict == .failed ? "reject" : "needs-approval"))
        }
    }

    @Test("a class without any message is insufficient evidence")
    func noMessages() throws {
        for evidence in [GateFixture.equal, GateFixture.first] {
            var evidence = evidence
            evidence.recall[1].share = GateEvidence.Share(
                challenger: Proportion(0, of: 0),
                paired: evidence.champion.map { _ in PairedCounts(both: 0, onlyChampion: 0, onlyChallenger: 0, neither: 0) })
            // A first model's recall of nothing is 0, and the interval rules nothing out.
            #expect(try GateFixture.verdict(evidence, of: "recall emergency-situation") == .insufficient)
        }
    }

    // Of 100: the champion has 71 or 70 right, the challenger one fewer.
    @Test(
        "small steps do not lead below the floor",
        arguments: [(71, 1, Verdict.pass), (70, 1, .doubtful), (60, 0, .pass), (60, 1, .doubtful)])
    func ratchet(champion: Int, lost: Int, verdict: Verdict) throws {
        var evidence = GateFixture.equal
        evidence.recall[0].share = GateFixture.share(met: champion, of: 100, lost: lost)
        #expect(try GateFixture.verdict(evidence, of: "recall self-harm") == verdict)
    }

    @Test(
        "ECE may be 0.05, or 0.01 over the champion's",
        arguments: [(0.01, 0.05, true), (0.01, 0.0501, false), (0.08, 0.09, true), (0.08, 0.0901, false)])
    func ece(champion: Double, challenger: Double, isMet: Bool) throws {
        var evidence = GateFixture.equal
        evidence.champion?.ece = champion
        evidence.challenger.ece = challenger
        #expect(try GateFixture.verdict(evidence, of: "ECE") == (isMet ? .pass : .doubtful))
    }

    static let flags: [(total: Int, new: Int, gone: Int, verdict: Verdict)] = [
        (100, 1, 0, .pass), (100, 2, 0, .doubtful), (100, 5, 0, .failed), (100, 5, 4, .pass), (300, 3, 0, .pass), (300, 4, 0, .doubtful),
        (29, 0, 0, .insufficient), (29, 5, 0, .failed),
    ]

    @Test("ordinary messages that are flagged anew count as lost ones do", arguments: flags)
    func falseFlags(total: Int, new: Int, gone: Int, verdict: Verdict) throws {
        var evidence = GateFixture.equal
        evidence.falseFlags = GateFixture.share(met: 5, of: total, lost: gone, gained: new)
        #expect(try GateFixture.verdict(evidence, of: "false flags") == verdict)
    }

    // Wilson's upper bound of 984 of 1,000 is 0.9901, of 983 is 0.9893.
    @Test(
        "int8 has to agree with float32 on 99 of 100 labels",
        arguments: [(99, 100, Verdict.pass), (98, 100, .doubtful), (990, 1_000, .pass), (984, 1_000, .doubtful), (983, 1_000, .failed)])
    func int8(count: Int, total: Int, verdict: Verdict) throws {
        var evidence = GateFixture.equal
        evidence.int8Agreement = Proportion(count, of: total)
        #expect(try GateFixture.verdict(evidence, of: "int8 agreement") == verdict)
    }

    static let latencies: [(milliseconds: Double?, verdict: Verdict)] = [(3, .pass), (3.01, .doubtful), (nil, .insufficient)]

    @Test("a verdict may take 1.5 times as long, and has to be measured", arguments: latencies)
    func latency(milliseconds: Double?, verdict: Verdict) throws {
        var evidence = GateFixture.equal
        evidence.latency = milliseconds.map { GateEvidence.Latency(championMilliseconds: 2, challengerMilliseconds: $0) }
        #expect(try GateFixture.verdict(evidence, of: "latency") == verdict)
        evidence.latency = GateEvidence.Latency(championMilliseconds: 0, challengerMilliseconds: 0)
        #expect(try GateFixture.verdict(evidence, of: "latency") == .insufficient)
    }

    // MARK: First models

    @Test("a first model that meets every floor is promoted; nothing is compared")
    func first() {
        let result = gateResult(GateFixture.first)
        #expect(result.outcome == .promote)
        #expect(result.checks.allSatisfy { $0.champion == nil && $0.p == nil && $0.name != "latency" && $0.name != "accuracy" })
    }

    @Test(
        "a first model needs 60 % macro-F1, and is rejected where the interval is below it",
        arguments: [(0.6, 0.63, Verdict.pass), (0.59, 0.6, .doubtful), (0.55, 0.599, .failed)])
    func firstMacroF1(figure: Double, high: Double, verdict: Verdict) throws {
        var evidence = GateFixture.first
        evidence.challenger.macroF1 = figure
        evidence.challenger.macroF1Interval = Interval(low: 0.5, high: high)
        #expect(try GateFixture.verdict(evidence, of: "macro-F1") == verdict)
    }

    // Wilson's upper bound of 60 of 100 is 0.691, of 62 is 0.709.
    @Test(
        "a first model needs a recall of 70 %",
        arguments: [(70, 100, Verdict.pass), (69, 100, .doubtful), (60, 100, .failed), (20, 29, .insufficient)])
    func firstRecall(count: Int, total: Int, verdict: Verdict) throws {
        var evidence = GateFixture.first
        evidence.recall[0].share.challenger = Proportion(count, of: total)
        #expect(try GateFixture.verdict(evidence, of: "recall self-harm") == verdict)
    }

    // Wilson's lower bound of 17 of 100 is 0.109, of 11 is 0.063.
    @Test("a first model may flag a tenth of ordinary messages", arguments: [(10, Verdict.pass), (11, .doubtful), (17, .failed)])
    func firstFalseFlags(count: Int, verdict: Verdict) throws {
        var evidence = GateFixture.first
        evidence.falseFlags.challenger = Proportion(count, of: 100)
        #expect(try GateFixture.verdict(evidence, of: "false flags") == verdict)
    }

    @Test("a first model's ECE may be 0.1", arguments: [(0.1, Verdict.pass), (0.1001, .doubtful)])
    func firstECE(figure: Double, verdict: Verdict) throws {
        var evidence = GateFixture.first
        evidence.challenger.ece = figure
        #expect(try GateFixture.verdict(evidence, of: "ECE") == verdict)
    }

    @Test("rules can be set: a bound of two points lets macro-F1 fall by two points")
    func rules() throws {
        var (evidence, rules) = (GateFixture.equal, GateRules())
        rules.macroF1Loss = 0.02
        evidence.macroF1 = PairedDifference(difference: -0.02, interval: Interval(low: -0.04, high: -0.01), pBetter: 1, pWorse: 0)
        #expect(try GateFixture.verdict(evidence, rules, of: "macro-F1") == .pass)
        evidence.macroF1 = PairedDifference(difference: -0.03, interval: Interval(low: -0.04, high: -0.021), pBetter: 1, pWorse: 0)
        #expect(try GateFixture.verdict(evidence, rules, of: "macro-F1") == .failed)
    }
}
