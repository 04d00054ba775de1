/// Whether a challenger may take the champion's place: a pure function of what was measured.
///
/// In order: macro-F1 (paired bootstrap), accuracy (exact McNemar), recall of each protected class (exact McNemar within the class),
/// ECE, false flags on not-harmful (exact McNemar within the class), int8 against float32, latency. `GateRules` says what each has to
/// show and what becomes of a miss. A challenger that answers exactly as the champion does loses nothing anywhere and passes.
///
/// What was tried and lost: asking for macro-F1 that is better with confidence. On some hundred messages the interval of the difference
/// is three points wide to each side, and rounds of twenty labels gain less, so nothing would ever pass without a person. And bounds on
/// point differences alone: on sixty messages of a class, one message is 1.7 points of recall, and half of all equal models lose one.
package func gateResult(_ evidence: GateEvidence, rules: GateRules = GateRules()) -> GateResult {
    let decision = GateDecision(evidence: evidence, rules: rules)
    return GateResult(
        checks: [decision.macroF1] + (evidence.accuracy.map { [decision.accuracy($0)] } ?? [])
            + evidence.recall.map(decision.recall) + [decision.ece, decision.falseFlags, decision.int8]
            + (evidence.champion == nil ? [] : [decision.latency]))
}

private struct GateDecision {
    let evidence: GateEvidence
    let rules: GateRules

    /// A difference of shares that is equal but for rounding is equal.
    private static let rounding = 1e-12

    var macroF1: GateCheck {
        let own = evidence.challenger.macroF1
        guard let paired = evidence.macroF1 else {
            let isMet = own >= rules.firstMacroF1
            let isProven = evidence.challenger.macroF1Interval.high < rules.firstMacroF1
            return enough(
                GateCheck(
                    name: "macro-F1", figure: own, interval: evidence.challenger.macroF1Interval, bound: rules.firstMacroF1,
                    isAtLeast: true, verdict: isMet ? .pass : isProven ? .failed : .doubtful,
                    reason: isMet ? "" : "macro-F1 is \(percent(own)) %, a first model needs \(percent(rules.firstMacroF1)) %"),
                evidence.rows, least: rules.leastRows, of: "messages in the gate set")
        }
        let isMet = paired.difference >= -rules.macroF1Loss - Self.rounding
        let isProven = paired.interval.high < -rules.macroF1Loss
        let change = "macro-F1 is \(points(-paired.difference)) below the champion's"
        let verdict: GateCheck.Verdict = isProven ? .failed : isMet ? .pass : .doubtful
        return enough(
            GateCheck(
                name: "macro-F1", figure: own, interval: paired.interval, champion: evidence.champion?.macroF1,
                bound: (evidence.champion?.macroF1 ?? own) - rules.macroF1Loss, isAtLeast: true, p: paired.pWorse, verdict: verdict,
                reason: verdict == .pass
                    ? ""
                    : verdict == .failed ? change + ", beyond chance" : change + ", within chance: insufficient evidence that it is as good"
            ),
            evidence.rows, least: rules.leastRows, of: "messages in the gate set")
    }

    func accuracy(_ paired: PairedCounts) -> GateCheck {
        let isWorse = paired.pFewer <= rules.significance
        return GateCheck(
            name: "accuracy", figure: paired.challenger.share, interval: paired.challenger.interval, champion: paired.champion.share,
            isAtLeast: true, p: paired.pFewer, verdict: isWorse ? .failed : .pass,
            reason: isWorse
                ? "accuracy is below the champion's beyond chance: \(paired.onlyChampion) messages lost, \(paired.onlyChallenger) gained"
                : "")
    }

    func recall(_ recall: GateEvidence.Recall) -> GateCheck {
        let share = recall.share
        let (figure, interval, total) = (share.challenger.share, share.challenger.interval, share.challenger.total)
        let name = "recall " + recall.className
        var check = GateCheck(
            name: name, figure: figure, interval: interval, bound: rules.recallFloor, isAtLeast: true, verdict: .pass, reason: "")
        if let paired = share.paired {
            let allowed = rules.allowed(rules.recallLoss, of: total)
            check.champion = paired.champion.share
            check.bound = total > 0 ? max(0, paired.champion.share - Double(allowed) / Double(total)) : nil
            check.p = paired.pFewer
            if paired.lost > allowed {
                check.verdict = paired.pFewer <= rules.significance ? .failed : .doubtful
                check.reason =
                    "\(name) falls from \(percent(paired.champion.share)) to \(percent(figure)) %: \(paired.onlyChampion) messages lost,"
                    + " \(paired.onlyChallenger) gained, \(allowed) net allowed"
            } else if paired.lost > 0, figure < rules.recallFloor {
                check.verdict = .doubtful
                check.reason = "\(name) falls further below \(percent(rules.recallFloor)) %: it is \(percent(figure)) %"
            }
        } else if figure < rules.recallFloor {
            check.verdict = interval.high < rules.recallFloor ? .failed : .doubtful
            check.reason = "\(name) is \(percent(figure)) %, a first model needs \(percent(rules.recallFloor)) %"
        }
        return enough(check, total, least: rules.leastOfClass, of: "messages of '\(recall.className)'")
    }

    var ece: GateCheck {
        let figure = evidence.challenger.ece
        let bound = evidence.champion.map { max(rules.eceAlwaysAllowed, $0.ece + rules.eceRise) } ?? rules.firstECE
        let isMet = figure <= bound + Self.rounding
        return GateCheck(
            name: "ECE", figure: figure, champion: evidence.champion?.ece, bound: bound, isAtLeast: false,
            verdict: isMet ? .pass : .doubtful,
            reason: isMet ? "" : "the calibration error is \(fixed(figure, digits: 3)), at most \(fixed(bound, digits: 3)) is allowed")
    }

    var falseFlags: GateCheck {
        let share = evidence.falseFlags
        let (figure, interval, total) = (share.challenger.share, share.challenger.interval, share.challenger.total)
        var check = GateCheck(
            name: "false flags", figure: figure, interval: interval, bound: rules.firstFalseFlags, isAtLeast: false, verdict: .pass,
            reason: "")
        if let paired = share.paired {
            let allowed = rules.allowed(rules.falseFlagRise, of: total)
            check.champion = paired.champion.share
            check.bound = total > 0 ? min(1, paired.champion.share + Double(allowed) / Double(total)) : nil
            check.p = paired.pMore
            if -paired.lost > allowed {
                check.verdict = paired.pMore <= rules.significance ? .failed : .doubtful
                check.reason =
                    "false flags rise from \(percent(paired.champion.share)) to \(percent(figure)) % of ordinary messages:"
                    + " \(paired.onlyChallenger) new, \(paired.onlyChampion) gone, \(allowed) net allowed"
            }
        } else if figure > rules.firstFalseFlags {
            check.verdict = interval.low > rules.firstFalseFlags ? .failed : .doubtful
            check.reason = "\(percent(figure)) % of ordinary messages are flagged, at most \(percent(rules.firstFalseFlags)) % are allowed"
        }
        return enough(check, total, least: rules.leastOfClass, of: "messages of 'not-harmful'")
    }

    var int8: GateCheck {
        let agreement = evidence.int8Agreement
        let isMet = agreement.share >= rules.int8Agreement - Self.rounding
        return GateCheck(
            name: "int8 agreement", figure: agreement.share, interval: agreement.interval, bound: rules.int8Agreement, isAtLeast: true,
            verdict: isMet ? .pass : agreement.interval.high < rules.int8Agreement ? .failed : .doubtful,
            reason: isMet
                ? ""
                : "int8 agrees with float32 on \(agreement.count) of \(agreement.total) labels, \(percent(rules.int8Agreement)) % are needed"
        )
    }

    var latency: GateCheck {
        guard let latency = evidence.latency, latency.ratio.isFinite else {
            return GateCheck(
                name: "latency", bound: rules.latencyRatio, isAtLeast: false, verdict: .insufficient, reason: "the latency was not measured"
            )
        }
        let isMet = latency.ratio <= rules.latencyRatio
        return GateCheck(
            name: "latency", figure: latency.ratio, champion: 1, bound: rules.latencyRatio, isAtLeast: false,
            verdict: isMet ? .pass : .doubtful,
            reason: isMet
                ? ""
                : "a verdict takes \(fixed(latency.ratio, digits: 2)) times the champion's time, at most"
                    + " \(fixed(rules.latencyRatio, digits: 2)) times is allowed")
    }

    /// A check on too few messages proves nothing in its favour; what it has proven against stays.
    private func enough(_ check: GateCheck, _ found: Int, least: Int, of what: String) -> GateCheck {
        guard found < least, check.verdict != .failed else { return check }
        var check = check
        check.verdict = .insufficient
        check.reason =
            "insufficient evidence on \(check.name): \(found) \(what), at least \(least) are needed"
            + (check.reason.isEmpty ? "" : "; on these, \(check.reason)")
        return check
    }

    private func percent(_ share: Double) -> String { fixed(100 * share, digits: 1) }
    private func points(_ difference: Double) -> String { fixed(100 * difference, digits: 1) + " points" }
}
