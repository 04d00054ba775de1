import GRDB

/// An error of SQLite in the terms of this store; what is one already stays as it is.
func translate(_ error: any Error, path: String) -> RecordsError {
    if let known = error as? RecordsError { return known }
    guard let failure = error as? DatabaseError else { return .sqlite(path: path, code: -1, message: "\(error)") }
    // `message` is SQLite's own and names tables and columns; the arguments of the statement, which may be texts, are left out.
    let message = failure.message ?? "no message"
    switch failure.resultCode {
    case .SQLITE_FULL: return .diskFull(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM: return .readOnly(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: path)
    case .SQLITE_CORRUPT: return .damaged(path: path, detail: message)
    case .SQLITE_NOTADB: return .notADatabase(path: path)
    case .SQLITE_CANTOPEN: return .cannotOpen(path: path, reason: message)
    default: return .sqlite(path: path, code: Int(failure.extendedResultCode.rawValue), message: message)
    }
}
