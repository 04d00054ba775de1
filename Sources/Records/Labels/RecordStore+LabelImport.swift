import Crypto
package import LabeledData

/// What an import of labels did.
package struct LabelImport: Equatable, Sendable {
    package var added = 0
    /// Rows that say what the annotator's current label says already.
    package var unchanged = 0
    /// When the very same content was imported before, in which case nothing was done.
    package var importedBefore: Timestamp?

    package init(added: Int = 0, unchanged: Int = 0, importedBefore: Timestamp? = nil) {
        self.added = added
        self.unchanged = unchanged
        self.importedBefore = importedBefore
    }
}

extension RecordStore {
    /// Imports a file of labels: every row is checked before any is written, and all are written together.
    ///
    /// The same file a second time does nothing, whatever was relabelled in between; rows of another file that repeat an annotator's
    /// current label do nothing either.
    ///
    /// - Parameters:
    ///   - annotator: For rows that name none.
    ///   - round: When given, every message must be one that it asks.
    ///   - again: Read the file even if it was imported before.
    /// - Throws: `.importRow` with the file, the line and what is wrong.
    package func importLabels(
        _ rows: [AnnotationRow], file: String, annotator: String, round: String? = nil, again: Bool = false
    ) throws(RecordsError) -> LabelImport {
        let digest = Self.digest(rows, annotator, round)
        return try write("import labels") { transaction in
            if let round { try transaction.requireRound(round) }
            var report = LabelImport()
            if !again, let at = try transaction.importedBefore(digest) {
                report.importedBefore = at
                return report
            }
            let resolved = try transaction.resolve(rows, file: file, annotator: annotator, round: round)
            for row in resolved {
                switch try transaction.record(row.entry, row.message, by: row.annotator, round: round, source: .import) {
                case .recorded: report.added += 1
                case .unchanged: report.unchanged += 1
                }
            }
            try transaction.run(
                "INSERT OR REPLACE INTO label_imports (digest, file, at, imported_by, rows, events) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .bytes(digest), .text(file), .time(transaction.now), .text(annotator), .integer(rows.count), .integer(report.added),
                ])
            return report
        }
    }

    /// SHA-256 over what the rows say; their lines and the file's name and layout do not matter.
    private static func digest(_ rows: [AnnotationRow], _ annotator: String, _ round: String?) -> [UInt8] {
        var hasher = SHA256()
        func feed(_ field: String?) {
            hasher.update(data: Array(field.map { "\($0.utf8.count):\($0)" }?.utf8 ?? "-".utf8))
        }
        feed(annotator)
        feed(round)
        for row in rows { [row.messageID, row.text, row.label?.name, row.annotator, row.note].forEach(feed) }
        return Array(hasher.finalize())
    }
}

/// A row whose message has been found.
private struct ResolvedRow {
    let message: String
    let annotator: String
    let entry: LabelEntry
}

extension Transaction {
    fileprivate func importedBefore(_ digest: [UInt8]) throws -> Timestamp? {
        try first("SELECT at FROM label_imports WHERE digest = ?", [.bytes(digest)]) { try $0.time("at") }
    }

    fileprivate func resolve(_ rows: [AnnotationRow], file: String, annotator: String, round: String?) throws -> [ResolvedRow] {
        var lines: [RowKey: (line: Int, label: SafetyClass?)] = [:]
        var resolved: [ResolvedRow] = []
        for row in rows {
            do throws(ImportRefusal) {
                let message = try find(row)
                if let round, try !isAsked(message.id, round) { throw .fault(.notAsked(message: message.id, round: round)) }
                let who = row.annotator ?? annotator
                let key = RowKey(ordinal: message.ordinal, annotator: who)
                if let earlier = lines[key] {
                    guard earlier.label == row.label else { throw .fault(.contradicts(line: earlier.line)) }
                    continue
                }
                lines[key] = (row.line, row.label)
                let entry = row.label.map { LabelEntry.label($0, note: row.note) } ?? .skip(note: row.note)
                resolved.append(ResolvedRow(message: message.id, annotator: who, entry: entry))
            } catch {
                switch error {
                case .fault(let reason): throw RecordsError.importRow(file: file, line: row.line, reason: reason)
                case .store(let reason): throw reason
                }
            }
        }
        return resolved
    }

    /// By id, else by text; when both are given and the id is known, the text must be that message's.
    private func find(_ row: AnnotationRow) throws(ImportRefusal) -> PoolMessage {
        if let id = row.messageID, let message = try message("id = ?", .text(id)) {
            guard row.text.map({ $0.utf8.elementsEqual(message.text.utf8) }) ?? true else { throw .fault(.idTaken(id: id)) }
            return message
        }
        if let text = row.text {
            guard let message = try message("hash = ?", .bytes(textHash(text))) else { throw .fault(.unknownText) }
            return message
        }
        throw .fault(.unknownMessage(row.messageID ?? ""))
    }

    private func message(_ condition: String, _ cell: SQLCell) throws(ImportRefusal) -> PoolMessage? {
        do { return try first("SELECT \(PoolMessage.columns) FROM messages WHERE \(condition)", [cell], PoolMessage.init) } catch {
            throw .store(error)
        }
    }

    private func isAsked(_ message: String, _ round: String) throws(ImportRefusal) -> Bool {
        do { return try exists("SELECT 1 FROM queries WHERE round = ? AND message = ?", [.text(round), .text(message)]) } catch {
            throw .store(error)
        }
    }
}

private struct RowKey: Hashable {
    let ordinal: Int
    let annotator: String
}

/// A row's own fault, or a failure of the store while it was looked at.
private enum ImportRefusal: Error {
    case fault(ImportFault)
    case store(any Error)
}
