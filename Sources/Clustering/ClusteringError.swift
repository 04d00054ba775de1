package import DurableFiles

/// Why embeddings could not be read, kept or clustered.
package enum ClusteringError: Error, Equatable, CustomStringConvertible {
    case noRows
    case tooManyRows(found: Int, limit: Int)
    case countMismatch(what: String, expected: Int, found: Int)
    case badOption(name: String, allowed: String)
    case notFinite(row: Int)
    /// A row of zeros has no direction.
    case zeroRow(row: Int)
    case file(FileError)
    /// The file is something else than a store of embeddings.
    case notAStore(path: String)
    /// The store is of another encoder, or of vectors of another length.
    case storeOfOther(path: String, what: String, expected: String, found: String)
    case storeInUse(path: String)
    case corruptRow(path: String, row: Int)
    case duplicateKey(UInt64)

    package var description: String {
        switch self {
        case .noRows: "there are no embeddings"
        case .tooManyRows(let found, let limit): "there are \(found) embeddings, at most \(limit) are allowed"
        case .countMismatch(let what, let expected, let found): "there are \(found) \(what), expected \(expected)"
        case .badOption(let name, let allowed): "the option '\(name)' must be \(allowed)"
        case .notFinite(let row): "the embedding of row \(row) holds a value that is not finite"
        case .zeroRow(let row): "the embedding of row \(row) is zero, it has no direction"
        case .file(let error): error.description
        case .notAStore(let path): "'\(path)' is not a store of embeddings"
        case .storeOfOther(let path, let what, let expected, let found):
            "the embeddings in '\(path)' are of another \(what): \(found), expected \(expected)"
        case .storeInUse(let path): "another process writes to '\(path)'"
        case .corruptRow(let path, let row): "row \(row) of '\(path)' does not match its checksum"
        case .duplicateKey(let key): "the key \(key) occurs twice"
        }
    }
}
