package import DurableFiles

/// Why a data file was refused. Nothing of a refused file is used.
package enum DataFileError: Error, Equatable, CustomStringConvertible {
    case file(FileError)
    case unknownFormat(path: String)
    case unknownAnnotationFormat(path: String)
    /// A row of a file of labels; in a JSON array, `line` is the number of the element, from 1.
    case badRow(path: String, line: Int, reason: String)
    case invalidUTF8(path: String, line: Int)
    case empty(path: String)
    case noColumn(path: String, wanted: [String], found: [String])
    case columnOutOfRange(path: String, column: Int, columns: Int)
    case wrongFieldCount(path: String, line: Int, expected: Int, found: Int)
    case unterminatedQuote(path: String, line: Int)
    case strayQuote(path: String, line: Int)
    case notJSON(path: String, line: Int, reason: String)
    case missingField(path: String, line: Int, field: String)
    case unknownLabel(path: String, line: Int, label: String)
    case emptyText(path: String, line: Int)

    package var description: String {
        switch self {
        case .file(let error): error.description
        case .unknownFormat(let path): "'\(path)' is neither .tsv, .csv nor .jsonl"
        case .unknownAnnotationFormat(let path): "'\(path)' is neither .csv, .tsv, .jsonl nor .json"
        case .badRow(let path, let line, let reason): "\(path):\(line): \(reason)"
        case .invalidUTF8(let path, let line): "\(path):\(line): the text is not valid UTF-8"
        case .empty(let path): "'\(path)' has no rows"
        case .noColumn(let path, let wanted, let found):
            "'\(path)' has no column \(Self.list(wanted)); its columns are \(Self.list(found, joining: "and"))"
        case .columnOutOfRange(let path, let column, let columns): "'\(path)' has \(columns) columns, column \(column) was asked for"
        case .wrongFieldCount(let path, let line, let expected, let found): "\(path):\(line): \(found) fields, the header has \(expected)"
        case .unterminatedQuote(let path, let line): "\(path):\(line): a quoted field does not end"
        case .strayQuote(let path, let line): "\(path):\(line): a quote stands inside an unquoted field, or text follows a quoted one"
        case .notJSON(let path, let line, let reason): "\(path):\(line): \(reason)"
        case .missingField(let path, let line, let field): "\(path):\(line): there is no string '\(field)'"
        case .unknownLabel(let path, let line, let label):
            "\(path):\(line): the label '\(label)' is none of \(Self.list(SafetyClass.names)) or 'discard'"
        case .emptyText(let path, let line): "\(path):\(line): the text is empty"
        }
    }

    private static func list(_ names: [String], joining word: String = "or") -> String {
        let quoted = names.map { "'\($0)'" }
        return quoted.count > 1 ? quoted.dropLast().joined(separator: ", ") + " \(word) " + quoted[quoted.count - 1] : quoted.joined()
    }
}
