import Foundation
import GRDB
import JSONParsing
import LabeledData
import Records
import TestSupport
import Testing

/// Files whose header is ours and whose rows nobody of ours wrote.
struct HostileDatabaseTests {
    /// A store in which every table has a row.
    private func filled() throws -> TestStore {
        let test = try TestStore()
        try test.startRound(asking: 2)
        let store = test.store
        _ = try store.importCapture(
            "capture-1", samples: [CapturedSample(text: "c", scores: [], entropy: 1, bundle: "b", hour: 1)], unreadable: 0, by: "capture")
        try store.saveEmbeddingSet(EmbeddingSet(encoder: "e", path: "e.bin", rows: 3, isComplete: true))
        try store.saveArtifact(round: "r1", step: "s", key: "k", value: 1)
        try store.answer("m0", .selfHarm, by: "ada", round: "r1")
        _ = try store.importLabels(
            [AnnotationRow(line: 1, messageID: "m1", text: nil, label: .selfHarm)], file: "l.csv", annotator: "bob")
        try store.undoLast(by: "bob")
        _ = try store.nextItem(round: "r1", annotator: "eve")
        _ = try store.reserve("k", round: "r1", estimate: Usage(), limits: SpendingLimits())
        try store.settle("k", attempt: 1, .succeeded(answer: [0xFF, 0xFE], usage: nil))
        try store.saveVariations([.example("v1", request: "k")])
        try store.review("v1", .relabel(.legalAdvice), by: "bob", note: "hm")
        try store.saveBundle("b1", round: "r1", parent: nil, metrics: [:])
        let gate = try store.freezeGateSet([GateRow(text: "g", label: .selfHarm)], by: "ada")
        try store.saveGateResult(bundle: "b1", gate: gate.hash, round: "r1", result: [:])
        _ = try store.moveRound(
            "r1",
            RoundTransition(
                from: "selecting", to: "labels", isRunning: true, event: NewEvent("moved"),
                approval: NewApproval(bundle: nil, who: "ada", isApproved: false, reason: "no")))
        return test
    }

    /// Every call that reads; each may fail, none may trap.
    private func readEverything(_ store: RecordStore) -> [RecordsError] {
        let reads: [() throws -> Void] = [
            { _ = try store.messages(after: 0, limit: 10) }, { _ = try store.message("m0") }, { _ = try store.poolSources() },
            { _ = try store.embeddingSets() }, { _ = try store.rounds() }, { _ = try store.runningRound() },
            { _ = try store.artifacts(round: "r1") }, { _ = try store.queries(round: "r1") }, { _ = try store.items(round: "r1") },
            { _ = try store.settledLabels() }, { _ = try store.labelEvents() }, { _ = try store.answeredOrdinals() },
            { _ = try store.agreement() }, { _ = try store.leases(round: "r1") },
            { _ = try store.nextItem(round: "r1", annotator: "zoe") }, { _ = try store.generationAttempts() },
            { _ = try store.recordedAnswer("k") }, { _ = try store.spending(round: "r1") }, { _ = try store.variations() },
            { _ = try store.variationCounts() }, { _ = try store.reviews(of: "v1") }, { _ = try store.bundles() },
            { _ = try store.gateSets() }, { for set in try store.gateSets() { _ = try store.gateRows(set.hash) } },
            { _ = try store.gateResults() }, { _ = try store.approvals(round: "r1") }, { _ = try store.events() },
            { _ = try exportLines(store) }, { _ = try store.orphanReservations() }, { _ = try store.capturedMessages(limit: 10) },
            { _ = try store.lastEvent(["moved"]) },
        ]
        return reads.compactMap(recordsError)
    }

    private func columns(_ path: String) throws -> [(table: String, column: String, sql: String)] {
        let queue = try DatabaseQueue(path: path)
        return try queue.read { database in
            let tables = try Row.fetchAll(
                database,
                sql: "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'")
            return try tables.flatMap { table in
                let name: String = table["name"]
                return try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [name])
                    .map { (name, $0, table["sql"] as String) }
            }
        }
    }

    @Test("a value of a wrong type in any column of any table is an error that names the column, and never a trap")
    func wrongTypes() throws {
        let test = try filled()
        #expect(readEverything(test.store).isEmpty)
        try test.store.close()
        var errors = 0
        for (table, column, _) in try columns(test.path) {
            for value in [
                "NULL", "-9223372036854775808", "9223372036854775807", "1e308", "x'FF00FE'", "'nonsense'", "CAST(x'FFC1' AS TEXT)",
            ] {
                let folder = try TemporaryFolder()
                let path = try copyDatabase(test.path, into: folder.path)
                // A table of the same columns without types, keys and checks, holding the rows and one wrong value.
                try TestStore.tamper(
                    path,
                    """
                    PRAGMA legacy_alter_table = ON; CREATE TABLE loose AS SELECT * FROM \(table); DROP TABLE \(table);
                    ALTER TABLE loose RENAME TO \(table); UPDATE \(table) SET \(column) = \(value);
                    """)
                // The integrity check may refuse the file as a whole; where it does not, every read has to cope.
                guard let store = try? RecordStore.open(path) else { continue }
                errors += readEverything(store).count
            }
        }
        #expect(errors > 300)
    }

    @Test("a class that is none of the six is an error, wherever it stands")
    func unknownClass() throws {
        let test = try filled()
        try test.store.close()
        for (sql, column) in [
            ("DROP TRIGGER label_events_keep_update; UPDATE label_events SET class = 'gossip' WHERE seq = 1", "class"),
            ("UPDATE queries SET guess = 'gossip'", "guess"),
            ("DROP TRIGGER gate_rows_keep_update; UPDATE gate_rows SET label = 'gossip'", "label"),
        ] {
            let folder = try TemporaryFolder()
            let path = try copyDatabase(test.path, into: folder.path)
            try TestStore.tamper(path, sql)
            // `integrity_check` evaluates the constraints of tables with row ids, and finds it there; reading finds it in the others.
            do throws(RecordsError) {
                let errors = readEverything(try RecordStore.open(path))
                #expect(errors.contains(.badValue(column: column, found: "'gossip'", expected: "a class")), "\(errors)")
            } catch {
                #expect("\(error)".contains("is damaged (CHECK constraint failed in"), "\(error)")
            }
        }
    }

    @Test("a gate set whose rows were changed no longer has its hash, and is refused")
    func changedGate() throws {
        let test = try filled()
        try test.store.close()
        try TestStore.tamper(test.path, "DROP TRIGGER gate_rows_keep_update; UPDATE gate_rows SET text = 'easier'")
        let store = try RecordStore.open(test.path)
        let hash = try #require(try store.gateSets().first?.hash)
        #expect(
            throws: RecordsError.damaged(path: test.path, detail: "the rows of gate set '\(hash)' were changed")
        ) { try store.gateRows(hash) }
    }

    @Test("a missing table or column is an error of reading")
    func missingParts() throws {
        for sql in ["DROP TABLE leases", "ALTER TABLE messages DROP COLUMN source", "DROP TABLE variation_reviews"] {
            let test = try filled()
            try test.store.close()
            try TestStore.tamper(test.path, "DROP INDEX IF EXISTS messages_by_source; \(sql)")
            let store = try RecordStore.open(test.path)
            #expect(!readEverything(store).isEmpty, "\(sql)")
        }
    }
}
