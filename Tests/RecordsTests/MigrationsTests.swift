import Foundation
import GRDB
import LabeledData
import Records
import TestSupport
import Testing

/// The goldens are what earlier versions released: `migrations.txt` has a line for each step, its name and a sum of its SQL, and
/// `schema.sql` what all steps make. A new step adds a line and changes the schema; no line ever changes.
struct MigrationsTests {
    /// FNV-1a, enough to notice an edit.
    private func sum(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }

    @Test("the list of steps only grows, and no released step is edited")
    func appendOnly() throws {
        let released = try Goldens.lines("records/migrations.txt")
        let lines = Migrations.all.map { "\($0.name) \(sum($0.sql))" }
        #expect(lines == released)
        #expect(Migrations.all.map(\.name) == Migrations.all.map(\.name).sorted())
    }

    @Test("the schema of a new file is the golden one, and every table is STRICT")
    func schema() throws {
        let test = try TestStore()
        try test.store.close()
        let queue = try DatabaseQueue(path: test.path)
        let schema = try queue.read {
            try String.fetchAll(
                $0,
                sql:
                    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%' ORDER BY name"
            )
        }
        #expect(schema.joined(separator: ";\n") + ";\n" == String(decoding: try Goldens.data("records/schema.sql"), as: UTF8.self))
        for table in schema where table.hasPrefix("CREATE TABLE") { #expect(table.contains(") STRICT"), "\(table.prefix(60))") }
    }

    @Test("a start that died between two steps goes on with the next")
    func interrupted() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/trainer.db"
        for count in 0...Migrations.all.count {
            try? FileManager.default.removeItem(atPath: path)
            var migrator = DatabaseMigrator()
            for step in Migrations.all.prefix(count) { migrator.registerMigration(step.name) { try $0.execute(sql: step.sql) } }
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = 0x50636B74") }
            try migrator.migrate(queue)
            try queue.close()
            #expect(try RecordStore.open(path).messageCount() == 0)
        }
    }

    @Test("append-only tables refuse changes from any side")
    func triggers() throws {
        let test = try TestStore()
        try test.addMessages(1)
        try test.store.answer("m0", .selfHarm, by: "ada")
        try test.store.appendEvent(NewEvent("x"))
        _ = try test.store.freezeGateSet([GateRow(text: "g", label: .selfHarm)], by: "ada")
        try test.store.close()
        for sql in [
            "UPDATE label_events SET class = 'legal-advice'", "DELETE FROM label_events", "DELETE FROM events",
            "UPDATE gate_rows SET text = 'x'",
            "DELETE FROM gate_sets", "INSERT INTO gate_rows SELECT hash, 1, 'more', 'self-harm' FROM gate_sets",
        ] {
            #expect(throws: (any Error).self, "\(sql)") { try TestStore.tamper(test.path, sql) }
        }
    }
}
