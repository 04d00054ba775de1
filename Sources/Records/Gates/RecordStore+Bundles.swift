package import JSONParsing

/// A model that was made, and what it measured.
package struct BundleRecord: Equatable, Sendable {
    package let id: String
    package let round: String?
    package let parent: String?
    package let metrics: JSONValue
    package let createdAt: Timestamp

    init(_ row: RowReader) throws(RecordsError) {
        id = try row.text("id")
        round = try row.optional("round", RowReader.text)
        parent = try row.optional("parent", RowReader.text)
        metrics = try row.json("metrics")
        createdAt = try row.time("created_at")
    }
}

extension RecordStore {
    /// Records a bundle once; the same again is silent.
    package func saveBundle(_ id: String, round: String?, parent: String?, metrics: JSONValue) throws(RecordsError) {
        try write("save bundle") { transaction in
            if let known = try transaction.first("SELECT * FROM bundles WHERE id = ?", [.text(id)], BundleRecord.init) {
                guard known.round == round, known.parent == parent, known.metrics == metrics else {
                    throw RecordsError.conflict(.bundle, id: id)
                }
                return
            }
            if let round { try transaction.requireRound(round) }
            try transaction.run(
                "INSERT INTO bundles (id, round, parent, metrics, created_at) VALUES (?, ?, ?, ?, ?)",
                [.text(id), .optional(round), .optional(parent), .json(metrics), .time(transaction.now)])
        }
    }

    package func bundle(_ id: String) throws(RecordsError) -> BundleRecord? {
        try read { try $0.first("SELECT * FROM bundles WHERE id = ?", [.text(id)], BundleRecord.init) }
    }

    /// Bundles in the order in which they were made; of one round when `round` is given.
    package func bundles(round: String? = nil) throws(RecordsError) -> [BundleRecord] {
        try read {
            try $0.rows("SELECT * FROM bundles WHERE ?1 IS NULL OR round = ?1 ORDER BY number", [.optional(round)], BundleRecord.init)
        }
    }
}
