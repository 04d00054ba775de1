package import JSONParsing

extension RecordStore {
    /// Starts a round.
    ///
    /// - Throws: `.roundRunning` with the name of the running one; `.conflict` when the id is taken.
    package func createRound(
        _ id: String, state: String, parameters: JSONValue, annotatorsPerItem: Int = 1
    ) throws(RecordsError) -> RoundRecord {
        guard (1...9).contains(annotatorsPerItem) else {
            throw .outOfRange(field: "annotators per item", value: annotatorsPerItem, allowed: 1...9)
        }
        return try write("create round") { transaction in
            guard try !transaction.exists("SELECT 1 FROM rounds WHERE id = ?", [.text(id)]) else {
                throw RecordsError.conflict(.round, id: id)
            }
            try transaction.requireNoRunningRound(but: id)
            try transaction.run(
                """
                INSERT INTO rounds (id, state, is_running, parameters, annotators_per_item, created_at, updated_at)
                VALUES (?1, ?2, 1, ?3, ?4, ?5, ?5)
                """, [.text(id), .text(state), .json(parameters), .integer(annotatorsPerItem), .time(transaction.now)])
            try transaction.append(NewEvent("round-started", JSONObject([("state", .string(state))])), round: id)
            return try transaction.round(id)
        }
    }

    /// Moves a round, with its event and approval, in one step.
    ///
    /// - Throws: `.staleRound` when the round is no longer where the caller saw it; `.roundRunning` when it would become a second
    ///   running round.
    package func moveRound(_ id: String, _ transition: RoundTransition) throws(RecordsError) -> RoundRecord {
        try write("move round to \(transition.to)") { transaction in
            let record = try transaction.round(id)
            guard record.state == transition.from else {
                throw RecordsError.staleRound(id: id, expected: transition.from, found: record.state)
            }
            if transition.isRunning && !record.isRunning { try transaction.requireNoRunningRound(but: id) }
            try transaction.run(
                "UPDATE rounds SET state = ?, failed_step = ?, error = ?, is_running = ?, updated_at = ? WHERE id = ?",
                [
                    .text(transition.to), .optional(transition.failedStep), .optional(transition.error), .bool(transition.isRunning),
                    .time(transaction.now), .text(id),
                ])
            if let approval = transition.approval { try transaction.insert(approval, round: id) }
            try transaction.append(transition.event, round: id)
            return try transaction.round(id)
        }
    }

    package func round(_ id: String) throws(RecordsError) -> RoundRecord? {
        try read { try $0.first("SELECT * FROM rounds WHERE id = ?", [.text(id)], RoundRecord.init) }
    }

    package func runningRound() throws(RecordsError) -> RoundRecord? {
        try read { try $0.first("SELECT * FROM rounds WHERE is_running = 1", [], RoundRecord.init) }
    }

    /// The last rounds, the newest first.
    package func rounds(limit: Int = 100) throws(RecordsError) -> [RoundRecord] {
        try read { try $0.rows("SELECT * FROM rounds ORDER BY number DESC LIMIT ?", [.integer(limit)], RoundRecord.init) }
    }
}

extension Transaction {
    func round(_ id: String) throws -> RoundRecord {
        guard let record = try first("SELECT * FROM rounds WHERE id = ?", [.text(id)], RoundRecord.init) else {
            throw RecordsError.unknown(.round, id: id)
        }
        return record
    }

    func requireRound(_ id: String) throws { try require(.round, id, "SELECT 1 FROM rounds WHERE id = ?") }

    func requireNoRunningRound(but id: String) throws {
        let running = try first("SELECT * FROM rounds WHERE is_running = 1 AND id <> ?", [.text(id)], RoundRecord.init)
        if let running { throw RecordsError.roundRunning(id: running.id, state: running.state) }
    }
}
