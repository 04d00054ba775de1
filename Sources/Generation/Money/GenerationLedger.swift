/// Where every request is entered before it is sent and settled after it, so that no order of events spends past a limit or pays twice:
///
///     reserve (limits are checked, the estimate counts as spent)  →  send  →  settle (the real usage counts, an answer is kept)
///
/// A request is known by its key, the hash of all that shapes its answer; each sending is an attempt of its own, since a failed one may
/// have cost money too. Only an answer is kept: the same key then gets it again, and nothing is sent.
package protocol GenerationLedger: Sendable {
    /// - Parameter estimate: The most that it may use.
    /// - Throws: `.limitReached` with nothing reserved, `.ledger` when it cannot be recorded.
    func reserve(_ key: String, estimate: TokenUsage) throws(GenerationError) -> LedgerReservation

    /// Says how an attempt ended; once for each.
    func settle(_ key: String, attempt: Int, _ outcome: LedgerOutcome, requestID: String?) throws(GenerationError)
}

package enum LedgerReservation: Equatable, Sendable {
    /// Send it, then settle this attempt; attempts of a key count from 1.
    case granted(attempt: Int)
    /// It was answered before, with these bytes.
    case answered([UInt8], requestID: String?)
    /// The model refused it before, and would be paid to refuse it again.
    case refused(reason: String)
}

/// How a sent request ended. Without a usage the estimate goes on counting: who was cut off may have to pay all the same.
package enum LedgerOutcome: Equatable, Sendable {
    case answered([UInt8], usage: TokenUsage?)
    case refused(reason: String, usage: TokenUsage?)
    case failed(reason: String, usage: TokenUsage?)
}
