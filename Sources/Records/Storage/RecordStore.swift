import GRDB
import Synchronization

/// The trainer's memory: one SQLite file that holds the pool, labels, rounds, variations, spending, gates and bundles.
///
///     let store = try RecordStore.open("/var/lib/picket/trainer.db")
///     let report = try store.importMessages(rows, source: "support-2026", by: "ada")   // all rows or none
///     let page = try store.messages(after: 0, limit: 1_000)
///
/// Every write is one transaction: it is on the disk when the call returns (WAL with `synchronous=FULL`), or nothing of it is. Readers
/// see the last commit and wait for nobody. Calls block and may come from any thread; two stores may be open on one file.
///
/// The methods stand in folders by topic: Pool, Rounds, Labels, Leases, Generation, Variations, Gates, Events, Export.
package final class RecordStore: Sendable {
    package let path: String
    private let pool: DatabasePool
    private let options: StoreOptions
    private let state: Mutex<State>

    private struct State {
        var writes = 0
        /// The write after which the fault injector ended this store.
        var deathAfterWrite: Int?
    }

    init(path: String, pool: DatabasePool, options: StoreOptions) {
        self.path = path
        self.pool = pool
        self.options = options
        state = Mutex(State())
    }

    /// Closes the connections; a store that goes out of use closes by itself.
    package func close() throws(RecordsError) {
        do { try pool.close() } catch { throw translate(error, path: path) }
    }

    /// The clock that writes are dated with.
    package var now: Timestamp { options.clock() }

    /// Runs `body` on a snapshot: all its queries see the same moment.
    func read<Value>(_ body: (Transaction) throws -> Value) throws(RecordsError) -> Value {
        try requireAlive()
        do { return try pool.read { try body(Transaction(database: $0, now: now)) } } catch { throw translate(error, path: path) }
    }

    /// Runs `body` in one transaction that is on the disk when this returns; when `body` throws, nothing has happened.
    ///
    /// The write lock is taken at the start (`BEGIN IMMEDIATE`), so that what `body` reads cannot change before it writes.
    func write<Value>(_ name: String, _ body: (Transaction) throws -> Value) throws(RecordsError) -> Value {
        do {
            return try pool.writeWithoutTransaction { database in
                try requireAlive()
                let before = database.totalChangesCount
                var result: Value?
                try database.inTransaction(.immediate) {
                    result = try body(Transaction(database: database, now: now))
                    return .commit
                }
                if database.totalChangesCount != before { try reportCommit(name) }
                // The closure above has run to its end, or thrown.
                guard let result else { throw RecordsError.sqlite(path: path, code: 0, message: "a transaction did not run") }
                return result
            }
        } catch { throw translate(error, path: path) }
    }

    private func reportCommit(_ name: String) throws {
        guard let hook = options.afterEachWrite else { return }
        let index = state.withLock { state in
            state.writes += 1
            return state.writes
        }
        do { try hook(CommittedWrite(index: index, name: name)) } catch {
            state.withLock { $0.deathAfterWrite = index }
            throw RecordsError.interrupted(afterWrite: index)
        }
    }

    private func requireAlive() throws(RecordsError) {
        if let write = state.withLock({ $0.deathAfterWrite }) { throw .interrupted(afterWrite: write) }
    }
}

/// How safe a commit is.
package struct StoreDurability: Equatable, Sendable {
    package let journalMode: String
    /// 2 is FULL: each commit is synced before it returns.
    package let synchronous: Int
    package let hasForeignKeys: Bool

    package init(journalMode: String, synchronous: Int, hasForeignKeys: Bool) {
        self.journalMode = journalMode
        self.synchronous = synchronous
        self.hasForeignKeys = hasForeignKeys
    }
}

extension RecordStore {
    /// What the connection that writes says of itself.
    package func durability() throws(RecordsError) -> StoreDurability {
        try write("look") { transaction in
            StoreDurability(
                journalMode: try transaction.first("PRAGMA journal_mode") { try $0.text("journal_mode") } ?? "",
                synchronous: try transaction.first("PRAGMA synchronous") { try $0.integer("synchronous") } ?? 0,
                hasForeignKeys: try transaction.first("PRAGMA foreign_keys") { try $0.bool("foreign_keys") } ?? false)
        }
    }
}
