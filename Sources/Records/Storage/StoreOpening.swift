import DurableFiles
import Dispatch
import GRDB

// Opening goes from looking to touching: the file is examined through a connection that cannot write, and only a file that is ours,
// sound and not newer than this program is opened for writing and migrated.

extension RecordStore {
    /// Written into the file's header, so that a database of another program is not taken for ours: "Pckt".
    static let applicationID = 0x5063_6B74

    /// Opens the database, or makes it.
    ///
    /// - Throws: `.readOnly`, `.notADatabase`, `.foreignDatabase`, `.damaged`, `.newerSchema`, `.busy`, `.cannotOpen`; each names the
    ///   file. The file is not changed when it is refused.
    package static func open(_ path: String, options: StoreOptions = StoreOptions()) throws(RecordsError) -> RecordStore {
        do {
            if isFile(path) {
                try examine(path, options)
            } else if !isFolder(folder(of: path)) {
                throw RecordsError.cannotOpen(path: path, reason: "there is no folder '\(folder(of: path))'")
            }
            let pool = try DatabasePool(path: path, configuration: configuration(options))
            try pool.writeWithoutTransaction { try prepareWriter($0, options) }
            try Migrations.migrator.migrate(pool)
            return RecordStore(path: path, pool: pool, options: options)
        } catch {
            throw openingError(translate(error, path: path))
        }
    }

    private static func configuration(_ options: StoreOptions) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(options.busyTimeout / .seconds(1))
        configuration.label = "records"
        // Background work: a reader or writer never pushes the daemon aside.
        configuration.qos = .utility
        return configuration
    }

    private static func prepareWriter(_ database: Database, _ options: StoreOptions) throws {
        // GRDB chooses NORMAL when it turns on WAL, under which the last commits may be lost with the power. Here a label that was
        // acknowledged stays.
        try database.execute(sql: "PRAGMA synchronous = FULL")
        // In KiB. Ids and hashes of messages arrive in no order: the pages of their indices have to stay at hand during an import.
        try database.execute(sql: "PRAGMA cache_size = -65536")
        if let limit = options.maxBytes {
            let pageSize = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 4_096
            try database.execute(sql: "PRAGMA max_page_count = \(max(1, limit / pageSize))")
        }
        // Takes the write lock: a file that cannot be written says so now and not at the first label.
        try database.inTransaction(.immediate) {
            if try Int.fetchOne(database, sql: "PRAGMA application_id") != applicationID {
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            }
            return .commit
        }
    }

    /// Refuses a file that is not ours, is damaged, or was made by a newer program, without changing it.
    private static func examine(_ path: String, _ options: StoreOptions) throws {
        let size: Int
        do throws(FileError) { size = try OpenFile(reading: path).size } catch {
            throw RecordsError.cannotOpen(path: path, reason: error.description)
        }
        guard size > 0 else { return }
        // The smallest page of SQLite; less than one it would take for an empty file and write over.
        guard size >= 512 else { throw RecordsError.notADatabase(path: path) }
        var configuration = configuration(options)
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { database in
            let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            guard id == applicationID else {
                // A start that died between making the file and naming it leaves an empty database.
                if id == 0, try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") == 0 { return }
                throw RecordsError.foreignDatabase(path: path, applicationID: id)
            }
            try checkIntegrity(database, path, isFull: size <= options.fullCheckLimitBytes)
            let known = Set(Migrations.all.map(\.name))
            let unknown = try Migrations.migrator.appliedIdentifiers(database).subtracting(known)
            guard unknown.isEmpty else { throw RecordsError.newerSchema(path: path, unknown: unknown.sorted()) }
        }
        try queue.close()
    }

    private static func checkIntegrity(_ database: Database, _ path: String, isFull: Bool) throws {
        let pragma = isFull ? "integrity_check(1)" : "quick_check(1)"
        let verdict = try String.fetchOne(database, sql: "PRAGMA \(pragma)") ?? "no answer"
        guard verdict == "ok" else { throw RecordsError.damaged(path: path, detail: verdict) }
        guard isFull else { return }
        if let row = try Row.fetchOne(database, sql: "PRAGMA foreign_key_check") {
            let table = try RowReader(row).text("table")
            throw RecordsError.damaged(path: path, detail: "a row of '\(table)' names a row that is not there")
        }
    }

    /// While opening, what SQLite reports as "cannot open" is a missing right more often than not.
    private static func openingError(_ error: RecordsError) -> RecordsError {
        guard case .cannotOpen(let path, let reason) = error, isFolder(folder(of: path)), !isFolder(path) else { return error }
        return isWritable(folder(of: path)) ? .cannotOpen(path: path, reason: reason) : .readOnly(path: path)
    }
}
