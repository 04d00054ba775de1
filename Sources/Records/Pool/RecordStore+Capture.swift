import JSONParsing
package import LabeledData

/// What taking a file of the capture spool into the pool did.
package struct CaptureImport: Equatable, Sendable {
    package var added = 0
    /// Samples whose text the pool has already.
    package var alreadyThere = 0
    /// Lines that are no samples.
    package var unreadable = 0
    /// Whether the file had been taken before: then nothing was done.
    package var isRepeat = false

    package init(added: Int = 0, alreadyThere: Int = 0, unreadable: Int = 0, isRepeat: Bool = false) {
        self.added = added
        self.alreadyThere = alreadyThere
        self.unreadable = unreadable
        self.isRepeat = isRepeat
    }
}

/// A message of the pool that came from the guard.
package struct CapturedMessage: Equatable, Sendable {
    package let ordinal: Int
    package let id: String
    package let text: String
    /// The bundle that was unsure of it, how unsure in nats, and in which hour since 1970-01-01T00:00:00Z.
    package let bundle: String
    package let entropy: Double
    package let hour: Int

    init(_ row: RowReader) throws(RecordsError) {
        ordinal = try row.integer("ordinal")
        id = try row.text("id")
        text = try row.text("text")
        bundle = try row.text("bundle")
        entropy = try row.real("entropy")
        hour = try row.integer("hour")
    }
}

/// What the end of retention took from the pool.
package struct CaptureExpiry: Equatable, Sendable {
    /// Messages that are gone.
    package var removed = 0
    /// Messages that rounds have asked and nobody has labelled: their record stays, their text is gone.
    package var emptied = 0

    package var total: Int { removed + emptied }

    package init(removed: Int = 0, emptied: Int = 0) {
        self.removed = removed
        self.emptied = emptied
    }
}

extension RecordStore {
    /// What the source of a captured message begins with; the bundle follows.
    package static let capturedSourcePrefix = "captured:"

    /// Takes one file of the capture spool into the pool, once: its messages and its name are one transaction.
    ///
    /// - Parameters:
    ///   - name: Of the file, never used for another content.
    ///   - unreadable: Lines of it that are no samples, for the record.
    ///   - by: Who imports.
    package func importCapture(
        _ name: String, samples: [CapturedSample], unreadable: Int, by: String
    ) throws(RecordsError) -> CaptureImport {
        try write("import capture") { transaction in
            guard try !transaction.exists("SELECT 1 FROM capture_files WHERE name = ?", [.text(name)]) else {
                return CaptureImport(isRepeat: true)
            }
            var report = CaptureImport(unreadable: unreadable)
            for sample in samples {
                let hash = textHash(sample.text)
                let id = messageID(hash: hash)
                if try transaction.exists("SELECT 1 FROM messages WHERE hash = ? OR id = ?", [.bytes(hash), .text(id)]) {
                    report.alreadyThere += 1
                    continue
                }
                do {
                    try transaction.run(
                        "INSERT INTO messages (id, text, hash, source, imported_at, imported_by) VALUES (?, ?, ?, ?, ?, ?)",
                        [
                            .text(id), .text(sample.text), .bytes(hash), .text(Self.capturedSourcePrefix + sample.bundle),
                            .time(transaction.now), .text(by),
                        ])
                    try transaction.run(
                        "INSERT INTO captured (message, bundle, hour, entropy) VALUES (?, ?, ?, ?)",
                        [.text(id), .text(sample.bundle), .integer(sample.hour), .real(sample.entropy)])
                    report.added += 1
                } catch RecordsError.nulCharacter, RecordsError.tooLong { report.unreadable += 1 }
            }
            try transaction.run(
                "INSERT INTO capture_files (name, at, added, already_there, unreadable) VALUES (?, ?, ?, ?, ?)",
                [
                    .text(name), .time(transaction.now), .integer(report.added), .integer(report.alreadyThere), .integer(report.unreadable),
                ])
            return report
        }
    }

    /// The newest captured messages that still have a text, at most `limit`; of one bundle when it is given.
    package func capturedMessages(bundle: String? = nil, limit: Int) throws(RecordsError) -> [CapturedMessage] {
        try read {
            try $0.rows(
                """
                SELECT m.ordinal, m.id, m.text, c.bundle, c.entropy, c.hour FROM captured c JOIN messages m ON m.id = c.message
                WHERE m.text <> '' AND (?1 IS NULL OR c.bundle = ?1) ORDER BY c.hour DESC, m.ordinal DESC LIMIT ?2
                """,
                [.optional(bundle), .integer(limit)], CapturedMessage.init)
        }
    }

    /// Ends the retention of captured messages that were taken before `time` and that nobody has ever labelled. A message that the running round
    /// asks waits for the round's end.
    ///
    /// One that no round ever asked goes with everything that is known of it. Of one that was asked, and skipped or left, the row stays without
    /// its text and the hash of it, since the history of the round names its id; no query asks it again. (An id is made of 64 bits of the
    /// hash: who has a text can still tell whether it was this one.)
    ///
    /// The event `capture-expired` with the counts is part of the same transaction.
    package func expireCaptured(before time: Timestamp) throws(RecordsError) -> CaptureExpiry {
        try write("expire captured messages") { transaction in
            // What SQLite frees is overwritten, not only forgotten.
            _ = try transaction.first("PRAGMA secure_delete = ON") { _ in true }
            let due = try transaction.rows(
                """
                SELECT m.id AS id, (EXISTS (SELECT 1 FROM queries q WHERE q.message = m.id)
                        OR EXISTS (SELECT 1 FROM label_events e WHERE e.message = m.id)
                        OR EXISTS (SELECT 1 FROM leases l WHERE l.message = m.id)
                        OR EXISTS (SELECT 1 FROM variations v WHERE v.message = m.id)) AS is_named
                FROM captured c JOIN messages m ON m.id = c.message
                WHERE m.imported_at < ?1 AND m.text <> ''
                    AND NOT EXISTS (SELECT 1 FROM label_events e WHERE e.message = m.id AND e.kind = 'label')
                    AND NOT EXISTS (SELECT 1 FROM queries q JOIN rounds r ON r.id = q.round WHERE q.message = m.id AND r.is_running = 1)
                ORDER BY m.ordinal
                """, [.time(time)]
            ) { (try $0.text("id"), try $0.bool("is_named")) }
            var report = CaptureExpiry()
            for (id, isNamed) in due {
                if isNamed {
                    try transaction.run("UPDATE messages SET text = '', hash = randomblob(32) WHERE id = ?", [.text(id)])
                    report.emptied += 1
                } else {
                    try transaction.run("DELETE FROM captured WHERE message = ?", [.text(id)])
                    try transaction.run("DELETE FROM messages WHERE id = ?", [.text(id)])
                    report.removed += 1
                }
            }
            if report.total > 0 {
                try transaction.append(
                    NewEvent(
                        "capture-expired",
                        JSONObject([
                            ("removed", .int(report.removed)), ("emptied", .int(report.emptied)), ("before", .string(time.description)),
                        ])), round: nil)
            }
            return report
        }
    }
}
