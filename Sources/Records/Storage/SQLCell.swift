import FoundationEssentials
import GRDB
import JSONParsing

/// A value on its way into a column.
///
/// SQLite keeps text up to the first NUL when it is bound as a C string, so that a text with U+0000 would come back shorter than it
/// went in: such a text is refused here, in the one place that all writes pass.
enum SQLCell {
    case null
    case integer(Int)
    case real(Double)
    case text(String)
    case bytes([UInt8])

    static let textLimitBytes = 1 << 20
    static let bytesLimit = 16 << 20

    static func bool(_ value: Bool) -> SQLCell { .integer(value ? 1 : 0) }
    static func time(_ value: Timestamp) -> SQLCell { .integer(value.microseconds) }
    static func json(_ value: JSONValue) -> SQLCell { .text(JSONWriter.compactText(value)) }
    static func optional(_ value: String?) -> SQLCell { value.map(SQLCell.text) ?? .null }
    static func optional(_ value: Int?) -> SQLCell { value.map(SQLCell.integer) ?? .null }
    static func optional(_ value: Double?) -> SQLCell { value.map(SQLCell.real) ?? .null }
    static func optional(_ value: [UInt8]?) -> SQLCell { value.map(SQLCell.bytes) ?? .null }

    func databaseValue() throws(RecordsError) -> DatabaseValue {
        switch self {
        case .null: return .null
        case .integer(let value): return Int64(value).databaseValue
        case .real(let value): return value.isNaN ? .null : value.databaseValue
        case .text(let value):
            let count = value.utf8.count
            guard count <= Self.textLimitBytes else { throw .tooLong(limitBytes: Self.textLimitBytes, foundBytes: count) }
            guard !value.utf8.contains(0) else { throw .nulCharacter }
            return value.databaseValue
        case .bytes(let value):
            guard value.count <= Self.bytesLimit else { throw .tooLong(limitBytes: Self.bytesLimit, foundBytes: value.count) }
            return Data(value).databaseValue
        }
    }

    static func arguments(_ cells: [SQLCell]) throws(RecordsError) -> StatementArguments {
        var values: [DatabaseValue] = []
        for cell in cells { values.append(try cell.databaseValue()) }
        return StatementArguments(values)
    }
}
