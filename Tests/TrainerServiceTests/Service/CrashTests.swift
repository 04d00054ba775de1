import Classification
import Generation
import JSONParsing
import LabeledData
import Records
import Synchronization
import TestSupport
import Testing
import TrainerService

/// A trainer that is killed between any two of its writes, one after the other, and started again.
struct CrashTests {
    /// What a round has come to.
    private struct End: Equatable {
        let rows: String
        let labels: [String: SafetyClass]
        let variations: [String]
    }

    /// Takes a round to its end; with `write`, the trainer dies after that write, and another takes over.
    ///
    /// - Returns: What it came to, and how many writes the first trainer made.
    private func round(_ server: ScriptedLLMServer, dyingAfter write: Int? = nil) throws -> (end: End, writes: Int) {
        let trainer = try TinyTrainer()
        try trainer.use(server)
        let requestsBefore = server.requests.count
        let writes = Mutex(0)
        struct Death: Error {}
        try trainer.open(
            StoreOptions(afterEachWrite: { committed in
                writes.withLock { $0 = committed.index }
                if committed.index == write { throw Death() }
            }))
        if let write {
            #expect(throws: (any Error).self, "write \(write)") { try trainer.drive() }
            try expectWholeBundles(trainer)
            trainer.close()
            try trainer.open()
        }
        #expect(try trainer.drive() == "done", "write \(write ?? 0)")
        try expectWholeBundles(trainer)
        let store = try #require(trainer.store)

        // No label that was acknowledged is lost, and none counts twice.
        let labels = Dictionary(uniqueKeysWithValues: try store.settledLabels().map { ($0.id, $0.label) })
        for (message, label) in trainer.acknowledged { #expect(labels[message] == label, "write \(write ?? 0)") }
        #expect(try store.labelEvents().count == labels.count)

        // What was sent was reserved before; what was answered and settled was not sent again.
        let requests = server.requests.count - requestsBefore
        let attempts = try store.generationAttempts(round: "round-1")
        let orphans = attempts.count { $0.status == .orphaned }
        #expect(requests <= attempts.count && attempts.count <= 6 + orphans && orphans <= 1, "write \(write ?? 0)")
        let settledAttempts = attempts.filter { $0.status == .succeeded || $0.status == .refused }
        #expect(settledAttempts.count == 6, "write \(write ?? 0)")
        let spending = try store.spending(round: "round-1")
        #expect(spending.requests == attempts.count)
        #expect(try trainer.models.bundles().count == 1, "write \(write ?? 0): a bundle was made twice")
        let settled = 6 * (ScriptedLLMServer.promptTokens + ScriptedLLMServer.completionTokens)
        let estimated = attempts.filter { $0.status == .orphaned }.map { $0.usage.promptTokens + $0.usage.completionTokens }.reduce(0, +)
        #expect(spending.tokens == settled + estimated)

        let manifest = try readManifest(trainer.models.folder(of: try trainer.models.champion()))
        let end = End(
            rows: try #require(manifest.trainingData["sha256"]?.string), labels: labels,
            variations: try store.variations().map { $0.variation.id + " " + $0.variation.text }.sorted())
        return (end, writes.withLock { $0 })
    }

    private func expectWholeBundles(_ trainer: TinyTrainer) throws {
        for id in try trainer.models.bundles() { _ = try verifyBundle(trainer.models.folder(of: id)) }
        if let champion = try trainer.models.bundle(.champion) { _ = try verifyBundle(trainer.models.folder(of: champion)) }
    }

    @Test("a trainer that dies after any one of a round's writes is taken over by the next, which ends with the very same training data")
    func everyWrite() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        let undisturbed = try round(server)
        #expect(undisturbed.writes > 40)
        #expect(!undisturbed.end.variations.isEmpty)
        for write in 1..<undisturbed.writes {
            #expect(try round(server, dyingAfter: write).end == undisturbed.end, "write \(write)")
        }
    }

    @Test("a model that refuses is not paid to refuse again by the trainer that takes over")
    func refusals() throws {
        let server = try ScriptedLLMServer(afterwards: .refusal)
        defer { server.stop() }
        let undisturbed = try round(server)
        #expect(undisturbed.end.variations.isEmpty)
        for write in 12..<min(40, undisturbed.writes) {
            #expect(try round(server, dyingAfter: write).end == undisturbed.end, "write \(write)")
        }
    }
}
