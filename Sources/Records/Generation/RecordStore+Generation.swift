// Money is reserved before it can be spent and settled after, so that no order of events spends past a limit or pays twice:
//
//     reserve (limits are checked, the estimate counts as spent)  →  send  →  settle (the real usage counts, the answer is kept)
//
// A request is known by its key, the hash of all that shapes its answer; each sending is an attempt of its own, because a failed one
// may have cost money too. Only a success is an answer: the same key then returns it, in this process or after any restart. A process
// that dies between reserve and settle leaves a reservation; the next start declares it orphaned, and it goes on counting with its
// estimate, for nobody knows whether it was paid for. It is never free, and the request may be tried again.
//
// The day is the day in UTC by the wall clock at the reservation. A clock that jumps over midnight moves money to another day at
// most; the limit per round does not depend on clocks.

extension RecordStore {
    /// Reserves the estimate, or returns the recorded answer.
    ///
    /// - Parameters:
    ///   - key: The hash of prompt and parameters; the same for every attempt.
    ///   - estimate: The most that it may cost.
    /// - Throws: `.limitReached`, with nothing reserved; `.reservationOpen` when the key is under way.
    package func reserve(_ key: String, round: String, estimate: Usage, limits: SpendingLimits) throws(RecordsError) -> Reservation {
        let estimate = try estimate.validated()
        return try write("reserve") { transaction in
            try transaction.requireRound(round)
            if let answer = try transaction.answer(key) { return .cached(answer: answer) }
            guard try !transaction.exists("SELECT 1 FROM generation_attempts WHERE key = ? AND status = 'reserved'", [.text(key)]) else {
                throw RecordsError.reservationOpen(key: key)
            }
            let day = transaction.now.day
            try limits.round.check(.round, try transaction.spending("round = ?", round), estimate)
            try limits.day.check(.day, try transaction.spending("day = ?", day), estimate)
            try transaction.run(
                "INSERT OR IGNORE INTO generation_requests (key, round, created_at) VALUES (?, ?, ?)",
                [.text(key), .text(round), .time(transaction.now)])
            let attempt = try transaction.count("SELECT COALESCE(MAX(attempt), 0) + 1 FROM generation_attempts WHERE key = ?", [.text(key)])
            try transaction.run(
                """
                INSERT INTO generation_attempts (key, attempt, round, day, status, prompt_tokens, completion_tokens, cost_micros, is_estimate,
                    reserved_at) VALUES (?, ?, ?, ?, 'reserved', ?, ?, ?, 1, ?)
                """,
                [
                    .text(key), .integer(attempt), .text(round), .text(day), .integer(estimate.promptTokens),
                    .integer(estimate.completionTokens), .integer(estimate.costMicros), .time(transaction.now),
                ])
            return .granted(attempt: attempt)
        }
    }

    /// Says how an attempt ended. Settling it again is an error; an attempt that was declared orphaned can still be settled, should its
    /// answer arrive after all.
    package func settle(_ key: String, attempt: Int, _ outcome: AttemptOutcome, requestID: String? = nil) throws(RecordsError) {
        var status = AttemptStatus.succeeded
        var usage: Usage?
        var error: String?
        switch outcome {
        case .succeeded(_, let known): usage = known
        case .refused(let known, let reason): (status, usage, error) = (.refused, known, reason)
        case .failed(let known, let reason): (status, usage, error) = (.failed, known, reason)
        }
        let settled = try usage?.validated()
        try write("settle") { transaction in
            let changed = try transaction.run(
                """
                UPDATE generation_attempts SET status = ?, settled_at = ?, request_id = ?, error = ?, is_estimate = ?,
                    prompt_tokens = COALESCE(?, prompt_tokens), completion_tokens = COALESCE(?, completion_tokens),
                    cost_micros = COALESCE(?, cost_micros)
                WHERE key = ? AND attempt = ? AND status IN ('reserved', 'orphaned')
                """,
                [
                    .text(status.rawValue), .time(transaction.now), .optional(requestID),
                    .optional(error?.replacing("\0", with: "\u{FFFD}")),
                    .bool(settled == nil), .optional(settled?.promptTokens), .optional(settled?.completionTokens),
                    .optional(settled?.costMicros), .text(key), .integer(attempt),
                ])
            guard changed == 1 else { throw RecordsError.reservationNotOpen(key: key, attempt: attempt) }
            if case .succeeded(let answer, _) = outcome {
                try transaction.run(
                    "UPDATE generation_requests SET answer = ?, answered_attempt = ? WHERE key = ? AND answer IS NULL",
                    [.bytes(answer), .integer(attempt), .text(key)])
            }
        }
    }

    /// Why the model refused a key, when its last word was a refusal: it would be paid to refuse again.
    package func recordedRefusal(_ key: String) throws(RecordsError) -> String? {
        try read {
            try $0.first(
                "SELECT error FROM generation_attempts WHERE key = ? AND status = 'refused' ORDER BY attempt DESC LIMIT 1", [.text(key)]
            ) { try $0.optional("error", RowReader.text) ?? "refused" }
        }
    }

    /// The raw answer that is recorded for a key.
    package func recordedAnswer(_ key: String) throws(RecordsError) -> [UInt8]? { try read { try $0.answer(key) } }

    /// Declares all open reservations orphaned: to be called at the start, before anything is reserved, by the one process that holds
    /// the state folder.
    ///
    /// - Returns: Those that were found.
    @discardableResult
    package func orphanReservations() throws(RecordsError) -> [GenerationAttempt] {
        try write("orphan reservations") { transaction in
            let found = try transaction.rows(
                "SELECT * FROM generation_attempts WHERE status = 'reserved' ORDER BY seq", [], GenerationAttempt.init)
            try transaction.run("UPDATE generation_attempts SET status = 'orphaned' WHERE status = 'reserved'")
            return found
        }
    }

    /// Attempts in their order; of one round when `round` is given.
    package func generationAttempts(round: String? = nil) throws(RecordsError) -> [GenerationAttempt] {
        try read {
            try $0.rows(
                "SELECT * FROM generation_attempts WHERE ?1 IS NULL OR round = ?1 ORDER BY seq", [.optional(round)], GenerationAttempt.init)
        }
    }

    package func spending(round: String) throws(RecordsError) -> Spending { try read { try $0.spending("round = ?", round) } }

    /// - Parameter day: In UTC, as `Timestamp.day` writes it.
    package func spending(day: String) throws(RecordsError) -> Spending { try read { try $0.spending("day = ?", day) } }
}

extension Transaction {
    fileprivate func answer(_ key: String) throws -> [UInt8]? {
        try first("SELECT answer FROM generation_requests WHERE key = ? AND answer IS NOT NULL", [.text(key)]) { try $0.bytes("answer") }
    }

    fileprivate func spending(_ condition: String, _ value: String) throws -> Spending {
        try first("SELECT \(Spending.columns) FROM generation_attempts WHERE \(condition)", [.text(value)], Spending.init) ?? Spending()
    }
}
