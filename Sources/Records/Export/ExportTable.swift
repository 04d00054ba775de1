/// How a column is written as JSON.
enum ExportColumn {
    /// As the type it has: a number, a text, null.
    case plain
    case boolean
    case timestamp
    /// A text that is JSON itself.
    case json
    /// Bytes as hexadecimal digits.
    case hexadecimal
    /// Bytes as text where they are UTF-8, else as `{"hex": …}`.
    case bytes
}

/// One table of the export: its kind of line, the order of its lines, and its columns.
struct ExportTable {
    let kind: String
    let table: String
    let order: String
    /// Columns that are not plain.
    let special: [String: ExportColumn]

    private init(_ kind: String, _ table: String, by order: String, _ special: [String: ExportColumn] = [:]) {
        self.kind = kind
        self.table = table
        self.order = order
        self.special = special
    }

    /// Every table, in the order of the export: what is named stands before what names it.
    static let all: [ExportTable] = [
        ExportTable("message", "messages", by: "ordinal", ["hash": .hexadecimal, "imported_at": .timestamp]),
        ExportTable("embedding-set", "embedding_sets", by: "encoder", ["is_complete": .boolean, "updated_at": .timestamp]),
        ExportTable(
            "round", "rounds", by: "number",
            ["is_running": .boolean, "parameters": .json, "created_at": .timestamp, "updated_at": .timestamp]),
        ExportTable("step-artifact", "step_artifacts", by: "round, step, key", ["value": .json, "at": .timestamp]),
        ExportTable("query", "queries", by: "round, position", ["is_control": .boolean, "scores": .json]),
        ExportTable("label-event", "label_events", by: "seq", ["at": .timestamp]),
        ExportTable("label-import", "label_imports", by: "digest", ["digest": .hexadecimal, "at": .timestamp]),
        ExportTable(
            "lease", "leases", by: "round, message, annotator", ["granted_at": .timestamp, "expires_at": .timestamp]),
        ExportTable("generation-request", "generation_requests", by: "key", ["answer": .bytes, "created_at": .timestamp]),
        ExportTable(
            "generation-attempt", "generation_attempts", by: "seq",
            ["is_estimate": .boolean, "reserved_at": .timestamp, "settled_at": .timestamp]),
        ExportTable("variation", "variations", by: "number", ["parameters": .json, "filters": .json, "created_at": .timestamp]),
        ExportTable("variation-review", "variation_reviews", by: "seq", ["at": .timestamp]),
        ExportTable("bundle", "bundles", by: "number", ["metrics": .json, "created_at": .timestamp]),
        ExportTable("gate-set", "gate_sets", by: "hash", ["frozen_at": .timestamp]),
        ExportTable("gate-row", "gate_rows", by: "gate, position"),
        ExportTable("gate-result", "gate_results", by: "seq", ["result": .json, "at": .timestamp]),
        ExportTable("approval", "approvals", by: "seq", ["at": .timestamp]),
        ExportTable("capture-file", "capture_files", by: "name", ["at": .timestamp]),
        ExportTable("captured", "captured", by: "message"),
        ExportTable("event", "events", by: "seq", ["at": .timestamp, "payload": .json]),
    ]
}

extension RecordStore {
    /// The tables that `export` writes.
    package static var exportedTables: [String] { ExportTable.all.map(\.table) }
}
