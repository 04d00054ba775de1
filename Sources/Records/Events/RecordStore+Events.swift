package import JSONParsing

/// One thing that happened.
package struct RecordedEvent: Equatable, Sendable {
    package let seq: Int
    package let at: Timestamp
    package let round: String?
    package let kind: String
    package let payload: JSONValue

    init(_ row: RowReader) throws(RecordsError) {
        seq = try row.integer("seq")
        at = try row.time("at")
        round = try row.optional("round", RowReader.text)
        kind = try row.text("kind")
        payload = try row.json("payload")
    }
}

/// An event to be written. The payload holds ids, counts and reasons; the text of a message never.
package struct NewEvent: Equatable, Sendable {
    package let kind: String
    package let payload: JSONObject

    package init(_ kind: String, _ payload: JSONObject = JSONObject()) {
        self.kind = kind
        self.payload = payload
    }
}

extension RecordStore {
    /// - Returns: The event's sequence number.
    @discardableResult
    package func appendEvent(_ event: NewEvent, round: String? = nil) throws(RecordsError) -> Int {
        try write("append event") { transaction in
            if let round { try transaction.requireRound(round) }
            return try transaction.append(event, round: round)
        }
    }

    /// Events after `seq` in their order, at most `limit`; of one round when `round` is given.
    package func events(after seq: Int = 0, round: String? = nil, limit: Int = 1_000) throws(RecordsError) -> [RecordedEvent] {
        try read {
            try $0.rows(
                "SELECT * FROM events WHERE seq > ?1 AND (?2 IS NULL OR round = ?2) ORDER BY seq LIMIT ?3",
                [.integer(seq), .optional(round), .integer(limit)], RecordedEvent.init)
        }
    }
}

extension Transaction {
    @discardableResult
    func append(_ event: NewEvent, round: String?) throws -> Int {
        try run(
            "INSERT INTO events (at, round, kind, payload) VALUES (?, ?, ?, ?)",
            [.time(now), .optional(round), .text(event.kind), .json(.object(event.payload))])
        return lastRow
    }
}
