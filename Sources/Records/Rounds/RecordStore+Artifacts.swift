package import JSONParsing

/// Something that a step of a round made, under a key that the step chooses: what a restarted step finds and does not do again.
package struct StepArtifact: Equatable, Sendable {
    package let step: String
    package let key: String
    package let value: JSONValue
    package let at: Timestamp

    init(_ row: RowReader) throws(RecordsError) {
        step = try row.text("step")
        key = try row.text("key")
        value = try row.json("value")
        at = try row.time("at")
    }
}

extension RecordStore {
    /// Records an artefact once: the same again is silent.
    ///
    /// - Parameter replacing: Overwrite another value, as a step that is tried again from its start does.
    /// - Throws: `.conflict` when the key holds another value and `replacing` is false.
    package func saveArtifact(
        round: String, step: String, key: String, value: JSONValue, replacing: Bool = false
    ) throws(RecordsError) {
        try write("save artefact \(step)/\(key)") { transaction in
            try transaction.requireRound(round)
            let cells: [SQLCell] = [.text(round), .text(step), .text(key)]
            let known = try transaction.first(
                "SELECT * FROM step_artifacts WHERE round = ? AND step = ? AND key = ?", cells, StepArtifact.init)
            if let known, known.value == value { return }
            guard known == nil || replacing else { throw RecordsError.conflict(.artifact, id: "\(round)/\(step)/\(key)") }
            try transaction.run(
                "INSERT OR REPLACE INTO step_artifacts (round, step, key, value, at) VALUES (?, ?, ?, ?, ?)",
                cells + [.json(value), .time(transaction.now)])
        }
    }

    package func artifact(round: String, step: String, key: String) throws(RecordsError) -> JSONValue? {
        try read {
            try $0.first(
                "SELECT * FROM step_artifacts WHERE round = ? AND step = ? AND key = ?", [.text(round), .text(step), .text(key)],
                StepArtifact.init)?.value
        }
    }

    /// All artefacts of a round, by step and key.
    package func artifacts(round: String) throws(RecordsError) -> [StepArtifact] {
        try read { try $0.rows("SELECT * FROM step_artifacts WHERE round = ? ORDER BY step, key", [.text(round)], StepArtifact.init) }
    }

    /// Forgets what a step made, before it is done again from its start.
    package func removeArtifacts(round: String, step: String) throws(RecordsError) {
        try write("remove artefacts \(step)") { transaction in
            try transaction.run("DELETE FROM step_artifacts WHERE round = ? AND step = ?", [.text(round), .text(step)])
            return
        }
    }
}
