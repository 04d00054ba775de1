import Generation
import Records

/// The money of a round: what a generator reserves and settles, in the store, under the limits of the configuration.
struct RoundLedger: GenerationLedger {
    let store: RecordStore
    let round: String
    let limits: GenerationLimits

    func reserve(_ key: String, estimate: TokenUsage) throws(GenerationError) -> LedgerReservation {
        do throws(RecordsError) {
            if let reason = try store.recordedRefusal(key) { return .refused(reason: reason) }
            switch try store.reserve(key, round: round, estimate: Usage(estimate), limits: SpendingLimits(limits)) {
            case .granted(let attempt): return .granted(attempt: attempt)
            case .cached(let answer): return .answered(answer, requestID: nil)
            }
        } catch {
            if case .limitReached(let limit, let spent, let asked, let allowed) = error {
                throw .limitReached(limit: limit.description, spent: spent, asked: asked, allowed: allowed)
            }
            throw .ledger(reason: error.description)
        }
    }

    func settle(_ key: String, attempt: Int, _ outcome: LedgerOutcome, requestID: String?) throws(GenerationError) {
        do throws(RecordsError) {
            try store.settle(key, attempt: attempt, AttemptOutcome(outcome), requestID: requestID)
        } catch { throw .ledger(reason: error.description) }
    }
}

extension Usage {
    init(_ usage: TokenUsage) {
        self.init(promptTokens: usage.promptTokens, completionTokens: usage.completionTokens, costMicros: usage.costMicros)
    }
}

extension SpendingLimits {
    init(_ limits: GenerationLimits) { self.init(round: SpendingAllowance(limits.round), day: SpendingAllowance(limits.day)) }
}

extension SpendingAllowance {
    init(_ allowance: GenerationAllowance) {
        self.init(requests: allowance.requests, tokens: allowance.tokens, costMicros: allowance.costMicros)
    }
}

extension AttemptOutcome {
    init(_ outcome: LedgerOutcome) {
        switch outcome {
        case .answered(let bytes, let usage): self = .succeeded(answer: bytes, usage: usage.map(Usage.init))
        case .refused(let reason, let usage): self = .refused(usage: usage.map(Usage.init), error: reason)
        case .failed(let reason, let usage): self = .failed(usage: usage.map(Usage.init), error: reason)
        }
    }
}
