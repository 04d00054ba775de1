package import LabeledData

extension RecordStore {
    /// Adds the texts of a file to the pool: all of them that are new, or none when a row is refused. Labels of the rows are not read.
    ///
    /// A text is in the pool once, however often and from wherever it is imported.
    ///
    /// - Parameters:
    ///   - rows: As `readDataFile` returns them.
    ///   - file: Named in errors.
    ///   - source: Where the texts come from, for statistics.
    ///   - by: Who imports.
    /// - Throws: `.importRow` when an id already names another text, or a text cannot be kept.
    package func importMessages(
        _ rows: [DataRow], file: String, source: String, by: String, ids: MessageIDs = .given
    ) throws(RecordsError) -> PoolImport {
        try write("import messages") { transaction in
            var report = PoolImport()
            for row in rows {
                let hash = textHash(row.text)
                if try transaction.exists("SELECT 1 FROM messages WHERE hash = ?", [.bytes(hash)]) {
                    report.alreadyThere += 1
                    continue
                }
                let id = try messageID(of: row, hash, ids, file)
                if try transaction.exists("SELECT 1 FROM messages WHERE id = ?", [.text(id)]) {
                    throw RecordsError.importRow(file: file, line: row.line, reason: .idTaken(id: id))
                }
                do {
                    try transaction.run(
                        "INSERT INTO messages (id, text, hash, source, imported_at, imported_by) VALUES (?, ?, ?, ?, ?, ?)",
                        [.text(id), .text(row.text), .bytes(hash), .text(source), .time(transaction.now), .text(by)])
                } catch let error as RecordsError {
                    throw RecordsError.importRow(file: file, line: row.line, reason: .unusable("\(error)"))
                }
                report.added += 1
            }
            return report
        }
    }

    private func messageID(of row: DataRow, _ hash: [UInt8], _ ids: MessageIDs, _ file: String) throws(RecordsError) -> String {
        guard case .given = ids, let id = row.id, !id.isEmpty else { return Records.messageID(hash: hash) }
        guard id.utf8.count <= 256, !id.utf8.contains(0) else {
            throw .importRow(file: file, line: row.line, reason: .unusable("the id has \(id.utf8.count) bytes, at most 256 are allowed"))
        }
        return id
    }

    package func messageCount() throws(RecordsError) -> Int { try read { try $0.count("SELECT COUNT(*) FROM messages") } }

    package func message(_ id: String) throws(RecordsError) -> PoolMessage? {
        try read { try $0.first("SELECT \(PoolMessage.columns) FROM messages WHERE id = ?", [.text(id)], PoolMessage.init) }
    }

    package func message(text: String) throws(RecordsError) -> PoolMessage? {
        try read { try $0.first("SELECT \(PoolMessage.columns) FROM messages WHERE hash = ?", [.bytes(textHash(text))], PoolMessage.init) }
    }

    /// The next `limit` messages of the pool in its order, from the first with a greater ordinal on: how a pool of any size is read. Those whose
    /// text is gone (`expireCaptured`) are left out.
    package func messages(after ordinal: Int, limit: Int) throws(RecordsError) -> [PoolMessage] {
        try read {
            try $0.rows(
                "SELECT \(PoolMessage.columns) FROM messages WHERE ordinal > ? AND text <> '' ORDER BY ordinal LIMIT ?",
                [.integer(ordinal), .integer(limit)],
                PoolMessage.init)
        }
    }

    /// Messages and labelled messages by source, the largest first.
    package func poolSources() throws(RecordsError) -> [PoolSource] {
        try read {
            try $0.rows(
                """
                WITH labelled AS (SELECT DISTINCT e.message AS id FROM label_events e
                        WHERE e.kind = 'label' AND NOT EXISTS (SELECT 1 FROM label_events u WHERE u.undoes = e.seq)),
                    counts AS (SELECT m.source, COUNT(*) AS n FROM labelled l JOIN messages m ON m.id = l.id GROUP BY m.source)
                SELECT m.source, COUNT(*) AS messages, COALESCE((SELECT n FROM counts c WHERE c.source = m.source), 0) AS labelled
                FROM messages m GROUP BY m.source ORDER BY messages DESC, m.source
                """
            ) { row in
                PoolSource(source: try row.text("source"), messages: try row.integer("messages"), labelled: try row.integer("labelled"))
            }
        }
    }
}
