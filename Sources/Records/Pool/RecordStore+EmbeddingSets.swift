/// Where the embeddings of the pool under one encoder are kept.
package struct EmbeddingSet: Equatable, Sendable {
    /// SHA-256 of the encoder.
    package let encoder: String
    package let path: String
    package let rows: Int
    package let isComplete: Bool

    package init(encoder: String, path: String, rows: Int, isComplete: Bool) {
        self.encoder = encoder
        self.path = path
        self.rows = rows
        self.isComplete = isComplete
    }

    init(_ row: RowReader) throws(RecordsError) {
        encoder = try row.text("encoder")
        path = try row.text("path")
        rows = try row.integer("rows")
        isComplete = try row.bool("is_complete")
    }
}

extension RecordStore {
    /// Records how far the embeddings of an encoder are; the last word counts.
    package func saveEmbeddingSet(_ set: EmbeddingSet) throws(RecordsError) {
        try write("save embedding set") { transaction in
            try transaction.run(
                """
                INSERT INTO embedding_sets (encoder, path, rows, is_complete, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (encoder) DO UPDATE SET path = ?2, rows = ?3, is_complete = ?4, updated_at = ?5
                """,
                [.text(set.encoder), .text(set.path), .integer(set.rows), .bool(set.isComplete), .time(transaction.now)])
            return
        }
    }

    package func embeddingSets() throws(RecordsError) -> [EmbeddingSet] {
        try read { try $0.rows("SELECT * FROM embedding_sets ORDER BY encoder", [], EmbeddingSet.init) }
    }

    package func embeddingSet(encoder: String) throws(RecordsError) -> EmbeddingSet? {
        try read { try $0.first("SELECT * FROM embedding_sets WHERE encoder = ?", [.text(encoder)], EmbeddingSet.init) }
    }

    /// Forgets a set whose file is gone.
    package func removeEmbeddingSet(encoder: String) throws(RecordsError) {
        try write("remove embedding set") { transaction in
            try transaction.run("DELETE FROM embedding_sets WHERE encoder = ?", [.text(encoder)])
            return
        }
    }
}
