/// Why the store could not do what was asked. Nothing of a refused write is kept.
package enum RecordsError: Error, Equatable, CustomStringConvertible {
    // The file.
    case cannotOpen(path: String, reason: String)
    case readOnly(path: String)
    case diskFull(path: String)
    case damaged(path: String, detail: String)
    case notADatabase(path: String)
    case foreignDatabase(path: String, applicationID: Int)
    case newerSchema(path: String, unknown: [String])
    case busy(path: String)
    /// Any other failure of SQLite: its extended result code, and its words.
    case sqlite(path: String, code: Int, message: String)
    /// The fault injector ended this store after a write; every later call of the store fails the same way.
    case interrupted(afterWrite: Int)

    // What is read.
    case badValue(column: String, found: String, expected: String)

    // What is written.
    case nulCharacter
    case tooLong(limitBytes: Int, foundBytes: Int)
    case outOfRange(field: String, value: Int, allowed: ClosedRange<Int>)
    /// A row of an imported file; nothing of the file was imported.
    case importRow(file: String, line: Int, reason: ImportFault)
    case unknown(RecordKind, id: String)
    case notAsked(message: String, round: String)
    case cannotUndo(event: Int, reason: UndoFault)
    /// A record that never changes was to be written a second time with another content.
    case conflict(RecordKind, id: String)
    case roundRunning(id: String, state: String)
    case staleRound(id: String, expected: String, found: String)
    case reservationOpen(key: String)
    case reservationNotOpen(key: String, attempt: Int)
    case limitReached(SpendingLimit, spent: Int, asked: Int, limit: Int)

    package var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "cannot open the database '\(path)': \(reason)"
        case .readOnly(let path):
            "the database '\(path)' cannot be written: the file, its folder or its disk is read-only; "
                + "give this user write permission on the file and its folder"
        case .diskFull(let path):
            "the disk that holds '\(path)' is full: nothing of this step was written and nothing before it is lost; free space and try again"
        case .damaged(let path, let detail):
            "the database '\(path)' is damaged (\(detail)): put back a copy, or save what can be read with: "
                + "sqlite3 '\(path)' .recover | sqlite3 recovered.db"
        case .notADatabase(let path): "'\(path)' is not an SQLite database: move it away, or put back a copy of the database"
        case .foreignDatabase(let path, let id): "'\(path)' is a database of another program (application id \(id))"
        case .newerSchema(let path, let unknown):
            "the database '\(path)' was written by a newer version (it knows \(Self.list(unknown))): use that version; the file was not touched"
        case .busy(let path): "the database '\(path)' is in use by another process, try again later"
        case .sqlite(let path, let code, let message): "the database '\(path)' refused the operation (\(code): \(message))"
        case .interrupted(let write): "the store was ended after write \(write)"
        case .badValue(let column, let found, let expected): "the column '\(column)' holds \(found), \(expected) is expected"
        case .nulCharacter: "a text holds the character U+0000"
        case .tooLong(let limit, let found): "a text has \(found) bytes, at most \(limit) are allowed"
        case .outOfRange(let field, let value, let allowed):
            "\(field) is \(value), allowed are \(allowed.lowerBound) to \(allowed.upperBound)"
        case .importRow(let file, let line, let reason): "\(file):\(line): \(reason)"
        case .unknown(let kind, let id): "there is no \(kind.rawValue) '\(id)'"
        case .notAsked(let message, let round): "the message '\(message)' was not asked in round '\(round)'"
        case .cannotUndo(let event, let reason): "the label event \(event) cannot be undone: \(reason.rawValue)"
        case .conflict(let kind, let id): "the \(kind.rawValue) '\(id)' is already recorded with another content"
        case .roundRunning(let id, let state): "round '\(id)' is running (\(state)): finish or cancel it first"
        case .staleRound(let id, let expected, let found): "round '\(id)' is at \(found), not at \(expected): somebody else moved it"
        case .reservationOpen(let key): "the generation request '\(key)' is already under way"
        case .reservationNotOpen(let key, let attempt): "attempt \(attempt) of the generation request '\(key)' is not reserved"
        case .limitReached(let which, let spent, let asked, let limit):
            "the limit of \(which.description) is reached: \(spent) spent, \(asked) asked, \(limit) allowed"
        }
    }

    private static func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
}

/// What kind of record an error is about, in the words of its message.
package enum RecordKind: String, Sendable {
    case message, round, variation, bundle
    case labelEvent = "label event"
    case request = "generation request"
    case gateSet = "gate set"
    case query
    case artifact = "step artefact"
    case approval
    case embeddingSet = "embedding set"
}

/// Why a row of an imported file was refused.
package enum ImportFault: Equatable, Sendable, CustomStringConvertible {
    case idTaken(id: String)
    case unknownMessage(String)
    case unknownText
    case notAsked(message: String, round: String)
    case contradicts(line: Int)
    case unusable(String)

    package var description: String {
        switch self {
        case .idTaken(let id):
            "the id '\(id)' already names a message with another text; import without the ids of the file, or change them"
        case .unknownMessage(let id): "there is no message '\(id)' in the pool"
        case .unknownText: "no message of the pool has this text; import it into the pool first"
        case .notAsked(let message, let round): "the message '\(message)' was not asked in round '\(round)'"
        case .contradicts(let line): "the same annotator gave this message another label in line \(line)"
        case .unusable(let reason): reason
        }
    }
}

package enum UndoFault: String, Sendable {
    case isUndo = "it is an undo itself; label the message again instead"
    case isNote = "it is a note"
    case alreadyUndone = "it is already undone"
    case byAnother = "somebody else wrote it"
}
