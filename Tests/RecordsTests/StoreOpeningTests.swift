import Foundation
import GRDB
import LabeledData
import Records
import TestSupport
import Testing

struct StoreOpeningTests {
    @Test("a store that was closed opens with everything that was written")
    func reopens() throws {
        let test = try TestStore()
        try test.addMessages(3)
        try test.store.close()
        let again = try RecordStore.open(test.path)
        #expect(try again.messageCount() == 3)
        #expect(try again.message("m1")?.text == "text 1")
    }

    @Test("a missing folder is named")
    func missingFolder() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/none/trainer.db"
        #expect(throws: RecordsError.cannotOpen(path: path, reason: "there is no folder '\(folder.path)/none'")) {
            try RecordStore.open(path)
        }
    }

    @Test("an empty file becomes a database, as a start that died early leaves one")
    func emptyFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/trainer.db"
        _ = FileManager.default.createFile(atPath: path, contents: Data())
        #expect(try RecordStore.open(path).messageCount() == 0)
    }

    @Test("what is no SQLite database is refused and stays as it was", arguments: [1, 15, 16, 100, 4_096, 20_000])
    func garbage(size: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/trainer.db"
        let content = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ 7) })
        try content.write(to: URL(fileURLWithPath: path))
        #expect(throws: RecordsError.notADatabase(path: path)) { try RecordStore.open(path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == content)
    }

    @Test("a database of another program is refused")
    func foreign() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/trainer.db"
        try TestStore.tamper(path, "CREATE TABLE cookies (a)")
        #expect(throws: RecordsError.foreignDatabase(path: path, applicationID: 0)) { try RecordStore.open(path) }
        try TestStore.tamper(path, "PRAGMA application_id = 7")
        #expect(throws: RecordsError.foreignDatabase(path: path, applicationID: 7)) { try RecordStore.open(path) }
    }

    @Test("a schema that is newer than the program is refused by the names of its steps, and the file is not touched")
    func newerSchema() throws {
        let test = try TestStore()
        try test.store.close()
        try TestStore.tamper(test.path, "INSERT INTO grdb_migrations VALUES ('0099-sharding'), ('0098-teams')")
        let before = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let error = RecordsError.newerSchema(path: test.path, unknown: ["0098-teams", "0099-sharding"])
        #expect(throws: error) { try RecordStore.open(test.path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: test.path)) == before)
        #expect("\(error)".contains("newer version (it knows '0098-teams', '0099-sharding')"))
    }

    @Test("a file that was cut short or overwritten anywhere opens whole, or is refused with the remedy: it never traps")
    func damage() throws {
        let test = try TestStore()
        try test.addMessages(400)
        try test.store.close()
        let whole = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let folder = try TemporaryFolder()
        var refusals = 0
        for step in 0..<60 {
            let path = folder.path + "/\(step).db"
            var bytes = whole
            if step % 2 == 0 {
                bytes = whole.prefix(whole.count * (step + 1) / 61)
            } else {
                let start = whole.count * step / 61
                for index in start..<min(whole.count, start + 900) { bytes[index] = UInt8(truncatingIfNeeded: index &* 73 &+ step) }
            }
            try bytes.write(to: URL(fileURLWithPath: path))
            do throws(RecordsError) {
                let store = try RecordStore.open(path)
                // Bytes that no check can tell, such as those inside a text: all of it still has to be readable, or to say why not.
                #expect(try store.messageCount() == 400)
                _ = try store.messages(after: 0, limit: 1_000)
            } catch {
                refusals += 1
                #expect("\(error)".contains(path) || "\(error)".contains("column"), "\(error)")
            }
        }
        #expect(refusals >= 40)
        let path = folder.path + "/half.db"
        try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path))
        let error = recordsError { _ = try RecordStore.open(path) }
        #expect("\(try #require(error))".contains("sqlite3 '\(path)' .recover | sqlite3 recovered.db"))
    }

    @Test("a row that names a row which is not there is found at the start")
    func foreignKeys() throws {
        let test = try TestStore()
        try test.store.close()
        try TestStore.tamper(
            test.path, "INSERT INTO queries (round, position, message, strategy, is_control) VALUES ('r9', 0, 'm9', 'topn', 0)")
        let error = RecordsError.damaged(path: test.path, detail: "a row of 'queries' names a row that is not there")
        #expect(throws: error) { try RecordStore.open(test.path) }
        // Above the limit the quick check is taken, which does not look for it.
        #expect(throws: Never.self) { try RecordStore.open(test.path, options: StoreOptions(fullCheckLimitBytes: 0)) }
    }

    @Test("a read-only file and a read-only folder are one clear error, and what is there stays readable for others")
    func readOnly() throws {
        let test = try TestStore()
        try test.addMessages(1)
        try test.store.close()
        try inThreadWithoutRights {
            chmod(test.path, 0o444)
            chmod(test.folder.path, 0o755)
            #expect(throws: RecordsError.readOnly(path: test.path)) { try RecordStore.open(test.path) }
            let new = test.folder.path + "/new.db"
            #expect(throws: RecordsError.readOnly(path: new)) { try RecordStore.open(new) }
        }
        chmod(test.path, 0o644)
        #expect(try RecordStore.open(test.path).messageCount() == 1)
    }

    /// `setfsuid`, which the system's module does not show: it changes the rights on files of the calling thread alone.
    private func setFileUser(_ user: UInt32) {
        guard let symbol = dlsym(nil, "setfsuid") else {
            Issue.record("there is no setfsuid")
            return
        }
        _ = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)(user)
    }

    /// Runs `body` where the rights of files count: root passes them all, so there a thread takes the file rights of nobody.
    private func inThreadWithoutRights(_ body: @escaping @Sendable () throws -> Void) throws {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            if geteuid() == 0 { setFileUser(65_534) }
            do { try body() } catch { Issue.record(error) }
            done.signal()
        }
        thread.start()
        done.wait()
    }
}
