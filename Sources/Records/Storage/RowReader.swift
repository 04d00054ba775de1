import FoundationEssentials
import GRDB
import JSONParsing
import LabeledData

/// Reads the columns of one row; a missing column, a wrong type or a value out of range is an error, never a trap.
///
/// GRDB's own subscripts stop the program on a conversion that fails. A database is a file, and files come from outside.
struct RowReader {
    private let row: Row

    init(_ row: Row) { self.row = row }

    /// The names of the columns in their order.
    var columns: [String] { Array(row.columnNames) }

    private func storage(_ column: String) throws(RecordsError) -> DatabaseValue.Storage {
        guard row.hasColumn(column) else { throw .badValue(column: column, found: "nothing", expected: "a column") }
        guard let value = row[column] else { return .null }
        return value.databaseValue.storage
    }

    private func mismatch(_ column: String, _ storage: DatabaseValue.Storage, _ expected: String) -> RecordsError {
        let found =
            switch storage {
            case .null: "NULL"
            case .int64(let value): "\(value)"
            case .double(let value): "\(value)"
            case .string: "a text"
            case .blob: "bytes"
            }
        return .badValue(column: column, found: found, expected: expected)
    }

    func text(_ column: String) throws(RecordsError) -> String {
        let value = try storage(column)
        guard case .string(let text) = value else { throw mismatch(column, value, "a text") }
        return text
    }

    func integer(_ column: String) throws(RecordsError) -> Int {
        let value = try storage(column)
        guard case .int64(let number) = value else { throw mismatch(column, value, "an integer") }
        return Int(number)
    }

    func real(_ column: String) throws(RecordsError) -> Double {
        let value = try storage(column)
        switch value {
        case .double(let number): return number
        case .int64(let number): return Double(number)
        default: throw mismatch(column, value, "a number")
        }
    }

    func bytes(_ column: String) throws(RecordsError) -> [UInt8] {
        let value = try storage(column)
        guard case .blob(let data) = value else { throw mismatch(column, value, "bytes") }
        return [UInt8](data)
    }

    /// A text or a number as JSON; bytes are none.
    func plain(_ column: String) throws(RecordsError) -> JSONValue {
        let value = try storage(column)
        switch value {
        case .null: return .null
        case .int64(let number): return .int(Int(number))
        case .double(let number): return .double(number)
        case .string(let text): return .string(text)
        case .blob: throw mismatch(column, value, "a text or a number")
        }
    }

    func bool(_ column: String) throws(RecordsError) -> Bool {
        let number = try integer(column)
        guard number == 0 || number == 1 else { throw .badValue(column: column, found: "\(number)", expected: "0 or 1") }
        return number == 1
    }

    func time(_ column: String) throws(RecordsError) -> Timestamp { Timestamp(microseconds: try integer(column)) }

    func json(_ column: String) throws(RecordsError) -> JSONValue {
        let text = try text(column)
        do throws(JSONError) { return try JSONParser.parse(text) } catch {
            throw .badValue(column: column, found: "no JSON (\(error))", expected: "JSON")
        }
    }

    func safetyClass(_ column: String) throws(RecordsError) -> SafetyClass {
        try value(column, "a class", SafetyClass.init(rawValue:))
    }

    /// A text that names a case of an enum.
    func value<Value>(_ column: String, _ expected: String, _ make: (String) -> Value?) throws(RecordsError) -> Value {
        let name = try text(column)
        guard let value = make(name) else { throw .badValue(column: column, found: "'\(name)'", expected: expected) }
        return value
    }

    func isNull(_ column: String) throws(RecordsError) -> Bool {
        if case .null = try storage(column) { true } else { false }
    }

    /// nil when the column is NULL, else what `read` makes of it.
    func optional<Value>(
        _ column: String, _ read: (RowReader) -> (String) throws(RecordsError) -> Value
    ) throws(RecordsError) -> Value? {
        try isNull(column) ? nil : try read(self)(column)
    }
}
