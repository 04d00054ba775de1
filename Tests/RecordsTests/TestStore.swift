import Foundation
import GRDB
import JSONParsing
import LabeledData
import Records
import Synchronization
import TestSupport

/// A clock that only tests move.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp(seconds: 1_800_000_000))

    var now: Timestamp { time.withLock { $0 } }
    func move(by duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// A store in a folder of its own with a clock of its own.
struct TestStore {
    let folder: TemporaryFolder
    let clock: TestClock
    let store: RecordStore
    var path: String { folder.path + "/trainer.db" }

    init(_ change: (inout StoreOptions) -> Void = { _ in }) throws {
        let folder = try TemporaryFolder()
        let clock = TestClock()
        var options = StoreOptions(clock: { clock.now })
        change(&options)
        self.folder = folder
        self.clock = clock
        store = try RecordStore.open(folder.path + "/trainer.db", options: options)
    }

    /// Messages `m0`, `m1`, … in the pool.
    func addMessages(_ count: Int) throws {
        let rows = (0..<count).map { DataRow(line: $0 + 2, id: "m\($0)", text: "text \($0)", label: nil) }
        _ = try store.importMessages(rows, file: "pool.tsv", source: "test", by: "ada")
    }

    /// A running round `r1` that asks the first `count` messages.
    func startRound(asking count: Int, annotatorsPerItem: Int = 1) throws {
        try addMessages(count)
        _ = try store.createRound("r1", state: "selecting", parameters: [:], annotatorsPerItem: annotatorsPerItem)
        try store.saveQueries((0..<count).map { RoundQuery(message: "m\($0)", strategy: "cluster") }, round: "r1")
    }

    /// Runs SQL on the file from outside, without the store's rules.
    static func tamper(_ path: String, _ sql: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
            try database.execute(sql: sql)
        }
        try queue.close()
    }
}

/// What a process that is killed now leaves: the database and its log as they are, without the shared memory beside them.
func copyDatabase(_ path: String, into folder: String) throws -> String {
    let copy = folder + "/trainer.db"
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
        try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
    }
    return copy
}

func recordsError(_ body: () throws -> Void) -> RecordsError? {
    do {
        try body()
        return nil
    } catch { return error as? RecordsError }
}
