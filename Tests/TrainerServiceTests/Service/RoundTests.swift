import Classification
import JSONParsing
import LabeledData
import OSThreads
import Records
import TestSupport
import Testing
import TrainerService

/// Whole rounds, through the routes of the trainer.
struct RoundTests {
    @Test("a round from an empty database ends with a bundle that is the champion, made of what people said and what was written from it")
    func wholeRound() throws {
        let trainer = try TinyTrainer()
        try trainer.open()
        #expect(try trainer.drive() == "done")
        let round = try trainer.post("/v1/rounds/show")
        #expect(round["labels"]?.object?["settled"] == 6)
        let champion = try trainer.models.champion()
        #expect(round["bundle"]?.string == champion.text)
        let manifest = try verifyBundle(trainer.models.folder(of: champion))
        #expect(manifest.trainingData["round"]?.string == "round-1")
        #expect(manifest.trainingData["people"] == ["ada": 6])
        let accepted = (round["variations"]?.array ?? []).compactMap(\.object).filter { $0["verdict"]?.string == "accepted" }
        let written = accepted.compactMap { $0["count"]?.int }.reduce(0, +)
        #expect(written > 0)
        // Three rows of each class of the bootstrap set share an id.
        #expect(manifest.trainingData["variations"]?.int == written + 18)
        #expect(manifest.trainingData["rows"]?.int == 60 + 6 + written)
        #expect(manifest.gateOutcome != nil)
        #expect(round["gate"]?.object?["uses"] == 1)
    }

    @Test("the second round asks nothing that the first has asked, and its bundle's parent data holds both rounds' labels")
    func secondRound() throws {
        let trainer = try TinyTrainer()
        trainer.configuration.generator = .none
        try trainer.open()
        #expect(try trainer.drive() == "done")
        try trainer.post("/v1/rounds/start", ["by": "ada"])
        #expect(try trainer.drive() == "done")
        let store = try #require(trainer.store)
        let first = try store.queries(round: "round-1").map(\.message)
        let second = try store.queries(round: "round-2").map(\.message)
        #expect(first.count == 6 && second.count == 6 && Set(first).isDisjoint(with: second))
        let manifest = try verifyBundle(trainer.models.folder(of: try trainer.models.champion()))
        #expect(manifest.trainingData["rows"] == 72)
        #expect(try trainer.post("/v1/rounds/show")["gate"]?.object?["uses"] == 2)
    }

    @Test("a fine-tuning that the trainer's end stops in the middle is gone on with by the next, and the round ends")
    func stoppedFineTuning() throws {
        let trainer = try TinyTrainer(gateRows: 0)
        trainer.configuration.generator = .none
        trainer.configuration.recipe = .finetune
        try trainer.open()
        try trainer.importPool()
        try trainer.post("/v1/rounds/start", ["by": "ada"])
        try #require(trainer.worker).workUntilIdle()
        try trainer.labelAll()
        try trainer.post("/v1/rounds/advance", ["by": "ada"])
        let worker = try #require(trainer.worker)
        let thread = try #require(worker.start())
        // It has begun; where it is by the time it is stopped does not matter.
        while worker.work?.note.hasPrefix("training") != true, try trainer.state() != "awaiting-approval" {}
        worker.stop()
        thread.join()
        #expect(["training", "awaiting-approval"].contains(try trainer.state()))
        trainer.close()
        try trainer.open()
        #expect(try trainer.drive() == "done")
        let manifest = try verifyBundle(trainer.models.folder(of: try trainer.models.champion()))
        #expect(manifest.recipe["name"] == "finetune")
    }

    @Test("messages of the gate and the development set are never asked, though the pool holds them")
    func heldOutIsNotAsked() throws {
        let trainer = try TinyTrainer()
        try trainer.open()
        let held = SafetyClass.allCases.flatMap { label in (40..<44).map { TinyTrainingPlace.text(label, $0).uppercased() + "!" } }
        let rows = held.enumerated().map { JSONValue.array([.int($0.offset), nil, .string($0.element)]) }
        try trainer.post("/v1/pool/import", ["file": "f", "source": "s", "by": "ada", "ids": "text", "rows": .array(rows)])
        try trainer.importPool()
        try trainer.post("/v1/rounds/start", ["by": "ada", "queries": 24, "strategy": "topn"])
        try #require(trainer.worker).workUntilIdle()
        let asked = try #require(trainer.store).items(round: "round-1").map(\.message.text)
        #expect(asked.count == 24)
        #expect(Set(asked).isDisjoint(with: held))
    }

    @Test("without a gate set the round waits for a named person, whose name is with the promotion")
    func noGate() throws {
        let trainer = try TinyTrainer(gateRows: 0)
        trainer.configuration.generator = .none
        try trainer.open()
        try trainer.driveToApproval()
        let round = try trainer.post("/v1/rounds/show")
        #expect(round["state"] == "awaiting-approval")
        #expect(round["reason"]?.string?.contains("no gate set is frozen") == true)
        #expect((try? trainer.models.champion()) == nil)
        try trainer.post("/v1/rounds/approve", ["by": "mara", "reason": "read them all"])
        try #require(trainer.worker).workUntilIdle()
        #expect(try trainer.state() == "done")
        let journal = try PromotionJournal(of: trainer.models)
        #expect(journal.entries.map(\.record.by) == ["mara"])
        #expect(journal.entries.map(\.record.reason) == ["read them all"])
    }

    @Test("a rejected round leaves the champion as it is, and its labels teach the next one")
    func rejection() throws {
        let trainer = try TinyTrainer(gateRows: 0)
        trainer.configuration.generator = .none
        try trainer.open()
        try trainer.driveToApproval()
        #expect(try trainer.post("/v1/rounds/reject", ["by": "mara", "reason": "too keen"])["state"] == "rejected")
        #expect((try? trainer.models.champion()) == nil)
        #expect(try #require(trainer.store).settledLabels().count == 6)
    }

    @Test("a daemon that refuses the bundle fails the round, and the champion stays; a retry with a daemon that takes it ends well")
    func refusedByDaemon() throws {
        let trainer = try TinyTrainer(gateRows: 0)
        trainer.configuration.generator = .none
        nonisolated(unsafe) let refusing = PromotionDaemon(status: { .serving(nil) }, activate: { _ in .refused("its tokens are odd") })
        try trainer.open(daemon: { refusing })
        #expect(try trainer.drive() == "failed")
        #expect(try trainer.post("/v1/rounds/show")["reason"]?.string?.contains("its tokens are odd") == true)
        #expect((try? trainer.models.champion()) == nil)
        trainer.close()
        try trainer.open()
        try trainer.post("/v1/rounds/retry", ["by": "ada"])
        #expect(try trainer.drive() == "done")
        #expect(try trainer.models.champion().text == trainer.post("/v1/rounds/show")["bundle"]?.string)
    }
}
