import GRDB

/// The statements of one transaction, and the moment at which it was opened.
struct Transaction {
    let database: Database
    let now: Timestamp

    /// - Returns: How many rows were changed.
    @discardableResult
    func run(_ sql: String, _ cells: [SQLCell] = []) throws -> Int {
        let statement = try database.cachedStatement(sql: sql)
        try statement.execute(arguments: try SQLCell.arguments(cells))
        return database.changesCount
    }

    /// The key of the row that was inserted last.
    var lastRow: Int { Int(database.lastInsertedRowID) }

    func rows<Value>(_ sql: String, _ cells: [SQLCell] = [], _ read: (RowReader) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try forEach(sql, cells) { values.append(try read($0)) }
        return values
    }

    func first<Value>(_ sql: String, _ cells: [SQLCell] = [], _ read: (RowReader) throws -> Value) throws -> Value? {
        let statement = try database.cachedStatement(sql: sql)
        let row = try Row.fetchOne(statement, arguments: try SQLCell.arguments(cells))
        return try row.map { try read(RowReader($0)) }
    }

    /// One row at a time: for tables of any size.
    func forEach(_ sql: String, _ cells: [SQLCell] = [], _ body: (RowReader) throws -> Void) throws {
        // A statement of its own, not a cached one: `body` may run the same SQL while this cursor is open.
        let cursor = try Row.fetchCursor(database, sql: sql, arguments: try SQLCell.arguments(cells))
        while let row = try cursor.next() { try body(RowReader(row)) }
    }

    /// The one integer that a query answers with; NULL is 0.
    func count(_ sql: String, _ cells: [SQLCell] = []) throws -> Int {
        try first("SELECT (\(sql)) AS value", cells) { try $0.isNull("value") ? 0 : try $0.integer("value") } ?? 0
    }

    func exists(_ sql: String, _ cells: [SQLCell]) throws -> Bool { try first(sql, cells) { _ in true } ?? false }

    func require(_ kind: RecordKind, _ id: String, _ sql: String) throws {
        guard try exists(sql, [.text(id)]) else { throw RecordsError.unknown(kind, id: id) }
    }
}
