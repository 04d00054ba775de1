/// The sums and answers of a ledger, as a value: what `MemoryLedger` shares between threads, and what a file of settled attempts restores.
///
/// Invariant: the spending of the round is the sum over all attempts of the real usage where it is known and of the estimate where not.
package struct LedgerBook: Sendable {
    private struct Open {
        let estimate: TokenUsage
        let day: String
    }

    private struct AttemptName: Hashable {
        let key: String
        let attempt: Int
    }

    package let limits: GenerationLimits
    package private(set) var spending = GenerationSpending()
    private var byDay: [String: GenerationSpending] = [:]
    private var attempts: [String: Int] = [:]
    private var answers: [String: (bytes: [UInt8], requestID: String?)] = [:]
    private var refusals: [String: String] = [:]
    private var open: [AttemptName: Open] = [:]

    package init(limits: GenerationLimits = GenerationLimits()) { self.limits = limits }

    package func spending(day: String) -> GenerationSpending { byDay[day] ?? GenerationSpending() }

    package mutating func reserve(_ key: String, estimate: TokenUsage, day: String) throws(GenerationError) -> LedgerReservation {
        if let answer = answers[key] { return .answered(answer.bytes, requestID: answer.requestID) }
        if let reason = refusals[key] { return .refused(reason: reason) }
        try limits.round.check(span: "round", spending, estimate)
        try limits.day.check(span: "day", spending(day: day), estimate)
        let attempt = attempts[key, default: 0] + 1
        attempts[key] = attempt
        open[AttemptName(key: key, attempt: attempt)] = Open(estimate: estimate, day: day)
        count(estimate, day: day, requests: 1)
        return .granted(attempt: attempt)
    }

    /// - Returns: What now counts for the attempt, and whether it is still the estimate.
    /// - Throws: `.ledger` for an attempt that is not open.
    @discardableResult
    package mutating func settle(
        _ key: String, attempt: Int, _ outcome: LedgerOutcome, requestID: String?
    ) throws(GenerationError) -> (usage: TokenUsage, isEstimate: Bool) {
        guard let reserved = open.removeValue(forKey: AttemptName(key: key, attempt: attempt)) else {
            throw .ledger(reason: "attempt \(attempt) of '\(key.prefix(12))…' is not open")
        }
        let known: TokenUsage?
        switch outcome {
        case .answered(let bytes, let usage):
            answers[key] = (bytes, requestID)
            known = usage
        case .refused(let reason, let usage):
            refusals[key] = reason
            known = usage
        case .failed(_, let usage): known = usage
        }
        let estimate = reserved.estimate
        let final = known ?? estimate
        count(
            TokenUsage(
                promptTokens: final.promptTokens - estimate.promptTokens,
                completionTokens: final.completionTokens - estimate.completionTokens, costMicros: final.costMicros - estimate.costMicros),
            day: reserved.day, requests: 0)
        return (final, known == nil)
    }

    private mutating func count(_ usage: TokenUsage, day: String, requests: Int) {
        spending.add(usage, requests: requests)
        byDay[day, default: GenerationSpending()].add(usage, requests: requests)
    }

    /// Enters an attempt that an earlier process settled.
    package mutating func restore(
        _ key: String, _ outcome: LedgerOutcome, counted usage: TokenUsage, day: String, requestID: String?
    ) {
        attempts[key, default: 0] += 1
        count(usage, day: day, requests: 1)
        switch outcome {
        case .answered(let bytes, _): answers[key] = (bytes, requestID)
        case .refused(let reason, _): refusals[key] = reason
        case .failed: break
        }
    }
}
