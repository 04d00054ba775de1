import LabeledData
import Testing
import Training

/// Evidence that passes every check, to be changed one figure at a time.
enum GateFixture {
    /// 100 messages of each protected class and of `not-harmful`; champion and challenger answer alike.
    static var equal: GateEvidence {
        let scores = GateEvidence.Scores(
            macroF1: 0.8, macroF1Interval: Interval(low: 0.77, high: 0.83), accuracy: 0.82, ece: 0.03)
        return GateEvidence(
            rows: 500, challenger: scores, champion: scores,
            macroF1: PairedDifference(difference: 0, interval: Interval(low: 0, high: 0), pBetter: 1, pWorse: 1),
            accuracy: PairedCounts(both: 410, onlyChampion: 0, onlyChallenger: 0, neither: 90),
            recall: GateEvidence.protectedClasses.map { GateEvidence.Recall(className: $0.name, share: share(met: 90, of: 100)) },
            falseFlags: share(met: 5, of: 100), int8Agreement: Proportion(499, of: 500),
            latency: GateEvidence.Latency(championMilliseconds: 2, challengerMilliseconds: 2))
    }

    /// The same of a first model.
    static var first: GateEvidence {
        var evidence = equal
        evidence.champion = nil
        evidence.macroF1 = nil
        evidence.accuracy = nil
        evidence.recall = evidence.recall.map {
            GateEvidence.Recall(className: $0.className, share: GateEvidence.Share(challenger: $0.share.challenger))
        }
        evidence.falseFlags = GateEvidence.Share(challenger: evidence.falseFlags.challenger)
        evidence.latency = nil
        return evidence
    }

    static func share(met: Int, of total: Int, lost: Int = 0, gained: Int = 0) -> GateEvidence.Share {
        GateEvidence.Share(
            PairedCounts(both: met - lost, onlyChampion: lost, onlyChallenger: gained, neither: total - met - gained))
    }

    /// The verdict of the one check that is no pass; nil when all pass.
    static func verdict(_ evidence: GateEvidence, _ rules: GateRules = GateRules(), of name: String) throws -> GateCheck.Verdict {
        let result = gateResult(evidence, rules: rules)
        for check in result.checks where check.name != name {
            #expect(check.verdict == .pass, "\(check.name): \(check.reason)")
        }
        let check = try #require(result.checks.first { $0.name == name })
        #expect(check.reason.isEmpty == (check.verdict == .pass))
        return check.verdict
    }
}
