/// How an attempt ended.
package enum AttemptStatus: String, CaseIterable, Sendable {
    /// Money may be on its way: nobody has said how it ended.
    case reserved
    case succeeded
    case failed
    /// The model refused to write.
    case refused
    /// Reserved by a process that is gone.
    case orphaned
}

/// One time that a request was, or may have been, sent.
package struct GenerationAttempt: Equatable, Sendable {
    package let key: String
    /// Counts from 1 for each key.
    package let attempt: Int
    package let round: String
    package let day: String
    package let status: AttemptStatus
    package let usage: Usage
    /// The usage is what was reserved, since the endpoint never told.
    package let isEstimate: Bool
    package let reservedAt: Timestamp
    package let settledAt: Timestamp?
    package let requestID: String?
    package let error: String?

    init(_ row: RowReader) throws(RecordsError) {
        key = try row.text("key")
        attempt = try row.integer("attempt")
        round = try row.text("round")
        day = try row.text("day")
        status = try row.value("status", "a status of an attempt", AttemptStatus.init(rawValue:))
        usage = Usage(
            promptTokens: try row.integer("prompt_tokens"), completionTokens: try row.integer("completion_tokens"),
            costMicros: try row.integer("cost_micros"))
        isEstimate = try row.bool("is_estimate")
        reservedAt = try row.time("reserved_at")
        settledAt = try row.optional("settled_at", RowReader.time)
        requestID = try row.optional("request_id", RowReader.text)
        error = try row.optional("error", RowReader.text)
    }
}

/// What a reservation gives.
package enum Reservation: Equatable, Sendable {
    /// Send it, then settle this attempt.
    case granted(attempt: Int)
    /// It was answered before: the raw answer. Nothing is sent and nothing is spent.
    case cached(answer: [UInt8])
}

/// How a sent request ended. Without a usage the estimate stays: a time-out may have been paid for.
package enum AttemptOutcome: Equatable, Sendable {
    case succeeded(answer: [UInt8], usage: Usage?)
    case refused(usage: Usage?, error: String)
    case failed(usage: Usage?, error: String)
}
