package import JSONParsing
package import LabeledData
import Crypto

/// One message of a gate set with its human label.
package struct GateRow: Equatable, Sendable {
    package let text: String
    package let label: SafetyClass

    package init(text: String, label: SafetyClass) {
        self.text = text
        self.label = label
    }
}

/// A gate set that was chosen once and never changes.
package struct GateSetRecord: Equatable, Sendable {
    /// SHA-256 over its rows, 64 hexadecimal digits.
    package let hash: String
    package let frozenAt: Timestamp
    package let frozenBy: String
    package let rowCount: Int
    /// How many results it has given: each use tells the training a little about it.
    package let uses: Int

    init(_ row: RowReader) throws(RecordsError) {
        hash = try row.text("hash")
        frozenAt = try row.time("frozen_at")
        frozenBy = try row.text("frozen_by")
        rowCount = try row.integer("rows")
        uses = try row.integer("uses")
    }

    static let query = "SELECT *, (SELECT COUNT(*) FROM gate_results WHERE gate = gate_sets.hash) AS uses FROM gate_sets"

    /// SHA-256 over the rows, one `["label","text"]` a line in the order of their bytes: the order of the rows does not matter.
    package static func hash(of rows: [GateRow]) -> String {
        let lines = rows.map { JSONWriter.compact([.string($0.label.name), .string($0.text)]) + [UInt8(ascii: "\n")] }
        var hasher = SHA256()
        for line in lines.sorted(by: { $0.lexicographicallyPrecedes($1) }) { hasher.update(data: line) }
        return hexadecimal(hasher.finalize())
    }
}

package struct GateResultRecord: Equatable, Sendable {
    package let seq: Int
    package let bundle: String
    package let gate: String
    package let round: String?
    package let result: JSONValue
    package let at: Timestamp

    init(_ row: RowReader) throws(RecordsError) {
        seq = try row.integer("seq")
        bundle = try row.text("bundle")
        gate = try row.text("gate")
        round = try row.optional("round", RowReader.text)
        result = try row.json("result")
        at = try row.time("at")
    }
}

extension RecordStore {
    /// Keeps a gate set forever. Freezing the same rows again returns what is there.
    ///
    /// - Throws: `.outOfRange` for a set without rows.
    package func freezeGateSet(_ rows: [GateRow], by: String) throws(RecordsError) -> GateSetRecord {
        guard !rows.isEmpty else { throw .outOfRange(field: "the number of rows of a gate set", value: 0, allowed: 1...Int(Int32.max)) }
        let hash = GateSetRecord.hash(of: rows)
        return try write("freeze gate set") { transaction in
            if let known = try transaction.gateSet(hash) { return known }
            try transaction.run(
                "INSERT INTO gate_sets (hash, frozen_at, frozen_by, rows) VALUES (?, ?, ?, ?)",
                [.text(hash), .time(transaction.now), .text(by), .integer(rows.count)])
            for (position, row) in rows.enumerated() {
                try transaction.run(
                    "INSERT INTO gate_rows (gate, position, text, label) VALUES (?, ?, ?, ?)",
                    [.text(hash), .integer(position), .text(row.text), .text(row.label.name)])
            }
            try transaction.append(
                NewEvent("gate-frozen", JSONObject([("gate", .string(hash)), ("rows", .int(rows.count)), ("by", .string(by))])), round: nil)
            guard let set = try transaction.gateSet(hash) else { throw RecordsError.unknown(.gateSet, id: hash) }
            return set
        }
    }

    /// All frozen sets, the newest first.
    package func gateSets() throws(RecordsError) -> [GateSetRecord] {
        try read { try $0.rows("\(GateSetRecord.query) ORDER BY frozen_at DESC, hash", [], GateSetRecord.init) }
    }

    package func gateSet(_ hash: String) throws(RecordsError) -> GateSetRecord? { try read { try $0.gateSet(hash) } }

    /// The rows of a set in their order.
    ///
    /// - Throws: `.damaged` when they no longer have the hash under which they were frozen.
    package func gateRows(_ hash: String) throws(RecordsError) -> [GateRow] {
        let rows = try read { transaction in
            try transaction.require(.gateSet, hash, "SELECT 1 FROM gate_sets WHERE hash = ?")
            return try transaction.rows("SELECT * FROM gate_rows WHERE gate = ? ORDER BY position", [.text(hash)]) { row in
                GateRow(text: try row.text("text"), label: try row.safetyClass("label"))
            }
        }
        guard GateSetRecord.hash(of: rows) == hash else {
            throw .damaged(path: path, detail: "the rows of gate set '\(hash)' were changed")
        }
        return rows
    }

    /// Records one use of a gate set. A step that is repeated after a crash and finds the same result is not a second use.
    ///
    /// - Returns: The result's sequence number.
    @discardableResult
    package func saveGateResult(bundle: String, gate: String, round: String?, result: JSONValue) throws(RecordsError) -> Int {
        try write("save gate result") { transaction in
            try transaction.require(.gateSet, gate, "SELECT 1 FROM gate_sets WHERE hash = ?")
            if let round { try transaction.requireRound(round) }
            let known = try transaction.first(
                "SELECT seq FROM gate_results WHERE gate = ? AND bundle = ? AND round IS ? AND result = ?",
                [.text(gate), .text(bundle), .optional(round), .json(result)]
            ) { try $0.integer("seq") }
            if let known { return known }
            try transaction.run(
                "INSERT INTO gate_results (bundle, gate, round, result, at) VALUES (?, ?, ?, ?, ?)",
                [.text(bundle), .text(gate), .optional(round), .json(result), .time(transaction.now)])
            return transaction.lastRow
        }
    }

    /// Results in their order; of one bundle when `bundle` is given.
    package func gateResults(bundle: String? = nil) throws(RecordsError) -> [GateResultRecord] {
        try read {
            try $0.rows(
                "SELECT * FROM gate_results WHERE ?1 IS NULL OR bundle = ?1 ORDER BY seq", [.optional(bundle)], GateResultRecord.init)
        }
    }
}

extension Transaction {
    func gateSet(_ hash: String) throws -> GateSetRecord? {
        try first("\(GateSetRecord.query) WHERE hash = ?", [.text(hash)], GateSetRecord.init)
    }
}
