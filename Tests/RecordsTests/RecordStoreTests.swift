import Foundation
import GRDB
import JSONParsing
import LabeledData
import Records
import Synchronization
import TestSupport
import Testing

struct RecordStoreTests {
    @Test("a full disk is a clear error: nothing of the step is written, nothing before it is lost, and reading goes on")
    func diskFull() throws {
        let test = try TestStore { $0.maxBytes = 400_000 }
        try test.addMessages(10)
        let many = (0..<5_000).map { DataRow(line: $0 + 2, id: nil, text: "a longer text to fill the disk \($0)", label: nil) }
        let error = RecordsError.diskFull(path: test.path)
        #expect(throws: error) { try test.store.importMessages(many, file: "big.tsv", source: "big", by: "ada") }
        #expect("\(error)".contains("free space and try again"))
        #expect(try test.store.messageCount() == 10)
        try test.store.answer("m3", .selfHarm, by: "ada")
        try test.store.close()
        let again = try RecordStore.open(test.path)
        #expect(try again.importMessages(many, file: "big.tsv", source: "big", by: "ada").added == 5_000)
    }

    @Test("commits are synced: write-ahead log, synchronous=FULL, foreign keys on")
    func pragmas() throws {
        let test = try TestStore()
        #expect(try test.store.durability() == StoreDurability(journalMode: "wal", synchronous: 2, hasForeignKeys: true))
    }

    @Test("the hook sees each commit that changed something, in order, with its name")
    func hook() throws {
        let seen = Mutex<[String]>([])
        let test = try TestStore { $0.afterEachWrite = { write in seen.withLock { $0.append("\(write.index) \(write.name)") } } }
        try test.addMessages(2)
        try test.addMessages(2)
        try test.store.answer("m0", .selfHarm, by: "ada")
        try test.store.answer("m0", .selfHarm, by: "ada")
        _ = try test.store.messageCount()
        #expect(seen.withLock { $0 } == ["1 import messages", "2 label"])
    }

    @Test("a hook that throws ends the store: nothing can be written past a simulated crash")
    func deadStore() throws {
        struct Crash: Error {}
        let test = try TestStore { $0.afterEachWrite = { if $0.index == 2 { throw Crash() } } }
        try test.addMessages(2)
        let dead = RecordsError.interrupted(afterWrite: 2)
        #expect(throws: dead) { try test.store.answer("m0", .selfHarm, by: "ada") }
        #expect(throws: dead) { try test.store.answer("m1", .selfHarm, by: "ada") }
        #expect(throws: dead) { try test.store.messageCount() }
        // The write itself had reached the disk.
        #expect(try RecordStore.open(test.path).labelEvents().map(\.message) == ["m0"])
    }

    @Test("killed after any commit of a round's life, the files open sound and hold exactly what was committed")
    func crashImages() throws {
        let images = Mutex<[(name: String, folder: TemporaryFolder, path: String)]>([])
        let path = Mutex("")
        let test = try TestStore {
            $0.afterEachWrite = { write in
                let folder = try TemporaryFolder()
                let copy = try copyDatabase(path.withLock { $0 }, into: folder.path)
                images.withLock { $0.append((write.name, folder, copy)) }
            }
        }
        path.withLock { $0 = test.path }
        try liveThroughARound(test.store, test)
        let taken = images.withLock { $0 }
        #expect(taken.count >= 14)
        var lengths: [Int] = []
        for (index, image) in taken.enumerated() {
            let store = try RecordStore.open(image.path)
            let text = try exportText(store)
            lengths.append(text.utf8.count)
            // Living on from the image gives what an undisturbed life gives: every call that was made before is silent now.
            if index < taken.count {
                let clock = test.clock
                let continued = try RecordStore.open(image.path, options: StoreOptions(clock: { clock.now }))
                try liveThroughARound(continued, test)
                #expect(try exportText(continued) == exportText(test.store), "after \(image.name)")
            }
        }
        #expect(Set(lengths).count > 10)
    }

    /// Every kind of write that has a repeatable form, in the order of a round.
    private func liveThroughARound(_ store: RecordStore, _ test: TestStore) throws {
        let rows = (0..<3).map { DataRow(line: $0 + 2, id: "m\($0)", text: "text \($0)", label: nil) }
        _ = try store.importMessages(rows, file: "pool.tsv", source: "test", by: "ada")
        if try store.embeddingSets().isEmpty {
            try store.saveEmbeddingSet(EmbeddingSet(encoder: "e", path: "e.bin", rows: 3, isComplete: true))
        }
        if try store.round("r1") == nil { _ = try store.createRound("r1", state: "selecting", parameters: ["k": 20]) }
        try store.saveQueries([RoundQuery(message: "m0", strategy: "cluster", cluster: 1, uncertainty: 0.5)], round: "r1")
        try store.saveArtifact(round: "r1", step: "selecting", key: "seed", value: 7)
        try store.answer("m0", .selfHarm, by: "ada", round: "r1")
        let usage = Usage(promptTokens: 10, completionTokens: 5, costMicros: 3)
        _ = try store.orphanReservations()
        if case .granted(let attempt) = try store.reserve("k1", round: "r1", estimate: usage, limits: SpendingLimits()) {
            // What a restart after a crash between the two leaves is another attempt; here it is the same one that is settled late.
            try store.settle("k1", attempt: 1, .succeeded(answer: [0x7B, 0x7D], usage: usage), requestID: "q")
            #expect(attempt <= 2)
            if attempt == 2 { try store.settle("k1", attempt: 2, .failed(usage: Usage(), error: "cut")) }
        }
        try store.saveVariations([.example("v1", round: "r1", message: "m0", request: "k1", verdict: .needsReview)])
        try store.review("v1", .accept, by: "bob")
        try store.saveBundle("b1", round: "r1", parent: nil, metrics: ["macro_f1": .double(0.7)])
        let gate = try store.freezeGateSet([GateRow(text: "g", label: .selfHarm)], by: "ada")
        try store.saveGateResult(bundle: "b1", gate: gate.hash, round: "r1", result: ["outcome": "promote"])
        if try store.round("r1")?.state == "selecting" {
            _ = try store.moveRound(
                "r1",
                RoundTransition(
                    from: "selecting", to: "done", isRunning: false, event: NewEvent("round-done"),
                    approval: NewApproval(bundle: "b1", who: "ada", isApproved: true, reason: "fine")))
        }
    }

    private func exportText(_ store: RecordStore) throws -> String {
        try exportLines(store).filter { !$0.contains("generation-attempt") }.joined()
    }

    @Test("two stores on one file see each other's commits and lose none of many writers' labels")
    func twoStores() throws {
        let test = try TestStore()
        try test.addMessages(60)
        let other = try RecordStore.open(test.path)
        let stores = [test.store, other]
        DispatchQueue.concurrentPerform(iterations: 60) { index in
            do { try stores[index % 2].answer("m\(index)", .legalAdvice, by: "annotator \(index % 7)") } catch { Issue.record(error) }
        }
        #expect(try test.store.settledLabels().count == 60)
        #expect(try other.labelEvents().map(\.seq) == Array(1...60))
    }

    @Test("a file that another process keeps locked is 'try again later', not a wait without end")
    func busy() throws {
        let test = try TestStore { $0.busyTimeout = .milliseconds(1) }
        try test.addMessages(1)
        let other = try DatabaseQueue(path: test.path)
        try other.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            #expect(throws: RecordsError.busy(path: test.path)) { try test.store.answer("m0", .selfHarm, by: "ada") }
            #expect(try test.store.messageCount() == 1)
            try database.execute(sql: "ROLLBACK")
        }
        #expect(throws: Never.self) { try test.store.answer("m0", .selfHarm, by: "ada") }
    }

    @Test("a text with U+0000 or of more than a mebibyte is refused and not cut")
    func texts() throws {
        let test = try TestStore()
        try test.addMessages(1)
        #expect(throws: RecordsError.nulCharacter) { try test.store.addNote("a\0b", to: "m0", by: "ada") }
        let long = String(repeating: "x", count: (1 << 20) + 1)
        #expect(throws: RecordsError.tooLong(limitBytes: 1 << 20, foundBytes: (1 << 20) + 1)) {
            try test.store.addNote(long, to: "m0", by: "ada")
        }
        #expect(try test.store.labelEvents().isEmpty)
    }
}

func exportLines(_ store: RecordStore) throws -> [String] {
    var lines: [String] = []
    try store.export { (line: [UInt8]) throws(Never) in lines.append(String(decoding: line, as: UTF8.self)) }
    return lines
}

extension Variation {
    static func example(
        _ id: String, round: String = "r1", message: String = "m0", request: String? = nil, text: String = "a variation",
        verdict: VariationVerdict = .accepted
    ) -> Variation {
        Variation(
            id: id, round: round, message: message, humanLabel: .selfHarm, label: .selfHarm, relation: "same-label", templateHash: "t1",
            generator: "builtin", model: "rules", parameters: ["k": 5], request: request, text: text, filters: [["rule": "schema"]],
            verdict: verdict)
    }
}
