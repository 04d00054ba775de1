/// One message of the pool.
package struct PoolMessage: Equatable, Sendable {
    /// Grows with every import and is never used again: the order of the pool, and the key that embeddings are stored by.
    package let ordinal: Int
    package let id: String
    package let text: String
    package let source: String
    package let importedAt: Timestamp
    package let importedBy: String

    static let columns = "ordinal, id, text, source, imported_at, imported_by"

    init(_ row: RowReader) throws(RecordsError) {
        ordinal = try row.integer("ordinal")
        id = try row.text("id")
        text = try row.text("text")
        source = try row.text("source")
        importedAt = try row.time("imported_at")
        importedBy = try row.text("imported_by")
    }
}

/// What an import of messages did.
package struct PoolImport: Equatable, Sendable {
    package var added = 0
    /// Rows whose text the pool already has, or has had earlier in the same file.
    package var alreadyThere = 0
}

/// Where a message's id comes from.
package enum MessageIDs: Sendable {
    /// The column `id`; a row without one gets the hash of its text.
    case given
    /// The hash of the text, for files whose numbering starts at 1 each time.
    case fromText
}

package struct PoolSource: Equatable, Sendable {
    package let source: String
    package let messages: Int
    /// Messages with at least one label.
    package let labelled: Int
}
