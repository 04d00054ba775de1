import Classification
import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData
import Records
import Synchronization
import TestSupport
import Testing
import TrainerService

/// What goes wrong in the hands of people: each with its clear answer, and nothing lost.
struct MisuseTests {
    /// A trainer whose round waits for labels.
    private func asking() throws -> (trainer: TinyTrainer, message: JSONValue) {
        let trainer = try TinyTrainer(gateRows: 0)
        trainer.configuration.generator = .none
        try trainer.open()
        try trainer.importPool()
        try trainer.post("/v1/rounds/start", ["by": "ada"])
        try #require(trainer.worker).workUntilIdle()
        let item = try #require(try trainer.post("/v1/labels/next", ["annotator": "ada"])["item"]?.object)
        return (trainer, item["message"] ?? nil)
    }

    private func refusal(_ body: () throws -> Void) throws -> TinyTrainer.Refusal {
        try #require(#expect(throws: TinyTrainer.Refusal.self) { try body() })
    }

    @Test("a label with a typo is refused with the class that was probably meant, and nothing is recorded")
    func typo() throws {
        let (trainer, message) = try asking()
        let refused = try refusal {
            try trainer.post("/v1/labels/answer", ["annotator": "ada", "message": message, "label": "medcal-advice"])
        }
        #expect(refused.status == 400 && refused.code == "unknown_class")
        #expect(refused.message.contains("medical-advice"))
        #expect(try #require(trainer.store).labelEvents().isEmpty)
    }

    @Test("a label for a message that the round does not ask is refused, and so is one for a message that is not there")
    func notAsked() throws {
        let (trainer, _) = try asking()
        let asked = Set(try #require(trainer.store).queries(round: "round-1").map(\.message))
        let other = try #require(TinyTrainer.pool.compactMap { $0[1].string }.first { !asked.contains($0) })
        let refused = try refusal {
            try trainer.post("/v1/labels/answer", ["annotator": "ada", "message": .string(other), "label": "self-harm"])
        }
        #expect(refused.status == 400 && refused.code == "not_asked" && refused.message.contains("round-1"))
        let unknown = try refusal {
            try trainer.post("/v1/labels/answer", ["annotator": "ada", "message": "m-none", "label": "self-harm"])
        }
        #expect(unknown.status == 404 && unknown.message.contains("m-none"))
    }

    @Test("the same import twice adds nothing the second time, of messages and of labels")
    func importedTwice() throws {
        let (trainer, message) = try asking()
        try trainer.importPool()
        #expect(try trainer.ask("GET", "/v1/pool")["messages"]?.int == TinyTrainer.pool.count)
        let rows: JSONValue = [["line": 2, "id": message, "label": "self-harm"]]
        let body: JSONValue = ["annotator": "ben", "file": "l.csv", "again": false, "rows": rows]
        #expect(try trainer.post("/v1/labels/import", body)["added"] == 1)
        let again = try trainer.post("/v1/labels/import", body)
        #expect(again["added"] == 0 && again["imported_before"]?.string != nil)
        #expect(try #require(trainer.store).labelEvents().count == 1)
    }

    @Test(
        "a second round is refused while one runs, with its name and its state; a round that waits for labels does not go on without them")
    func twoRounds() throws {
        let (trainer, _) = try asking()
        let refused = try refusal { try trainer.post("/v1/rounds/start", ["by": "ada"]) }
        #expect(refused.status == 409 && refused.message.contains("'round-1' is running (awaiting-labels)"))
        #expect(try trainer.post("/v1/rounds/advance", ["by": "ada"])["state"] == "awaiting-labels")
        let early = try refusal { try trainer.post("/v1/rounds/advance", ["by": "ada", "with_labels_so_far": true]) }
        #expect(early.status == 422)
        let wrong = try refusal { try trainer.post("/v1/rounds/approve", ["by": "ada", "reason": "why not"]) }
        #expect(wrong.status == 409 && wrong.message.contains("takes no 'approve'"))
    }

    private static let notUnderstood: [(path: String, body: JSONValue, member: String, allowed: String)] = [
        ("/v1/rounds/start", ["by": "ada", "strategy": "clusters"], "strategy", "cluster-balanced"),
        ("/v1/rounds/start", ["by": "ada", "querys": 3], "querys", "queries"),
        ("/v1/rounds/start", ["by": "ada", "queries": 2, "control_queries": 3], "control_queries", "at most the number of queries, 2"),
        ("/v1/rounds/start", [:], "by", "missing"),
        ("/v1/rounds/start", ["by": "ada", "generator": "openai"], "generator", "llm_model"),
        ("/v1/labels/next", ["annotator": " "], "annotator", "not empty"),
        ("/v1/labels/next", ["annotator": "ada", "lease_seconds": 0], "lease_seconds", "1 to 86400"),
        ("/v1/pool/import", ["file": "f", "source": "s", "by": "a", "ids": "column", "rows": [[1, nil]]], "rows", "row 1"),
        ("/v1/reviews/decide", ["variation": "v", "by": "a", "decision": "maybe"], "decision", "'relabel'"),
    ]

    @Test("a request that is not understood says which member, and what is allowed", arguments: notUnderstood)
    func misunderstood(path: String, body: JSONValue, member: String, allowed: String) throws {
        let trainer = try TinyTrainer(gateRows: 0)
        try trainer.open()
        let refused = try refusal { try trainer.post(path, body) }
        #expect(refused.status == 400 && refused.message.contains(member) && refused.message.contains(allowed), "\(refused.message)")
        #expect(try #require(trainer.store).rounds().isEmpty)
    }

    @Test("a timer does not begin another round after one that failed; once that is cancelled it does")
    func timerAfterFailure() throws {
        let trainer = try TinyTrainer(gateRows: 0)
        try trainer.open()
        // With an empty pool there is nothing to ask.
        let body: JSONValue = ["by": "timer", "start": true]
        try trainer.post("/v1/rounds/advance", body)
        try #require(trainer.worker).workUntilIdle()
        let refused = try refusal { try trainer.post("/v1/rounds/advance", body) }
        #expect(refused.status == 409 && refused.message.contains("the pool is empty"), "\(refused.message)")
        try trainer.post("/v1/rounds/cancel", ["by": "ada"])
        #expect(try trainer.post("/v1/rounds/advance", body)["id"] == "round-2")
    }

    @Test("before there is a round, questions about it say how one begins")
    func noRound() throws {
        let trainer = try TinyTrainer(gateRows: 0)
        try trainer.open()
        for path in ["/v1/rounds/show", "/v1/rounds/retry", "/v1/labels/sheet"] {
            let refused = try refusal { try trainer.post(path, path.hasSuffix("retry") ? ["by": "ada"] : .object(JSONObject())) }
            #expect(refused.status == 404 && refused.message.contains("picketctl round start"))
        }
    }

    @Test(
        "a full disk in the middle of labelling is a 503 that says so; the labels before it are there, and those after it are taken again")
    func fullDisk() throws {
        let (trainer, _) = try asking()
        trainer.close()
        // The limit is what the file has now and a little more.
        try trainer.open(StoreOptions(maxBytes: 220 << 10))
        var refused: TinyTrainer.Refusal?
        var taken = 0
        let long = String(repeating: "a note that takes room ", count: 40)
        do {
            for _ in 0..<2_000 {
                let message = try #require(trainer.store).queries(round: "round-1")[0].message
                try trainer.post("/v1/labels/note", ["annotator": "ada", "message": .string(message), "note": .string(long)])
                taken += 1
            }
        } catch let error as TinyTrainer.Refusal { refused = error }
        #expect(refused?.status == 503 && refused?.code == "disk_full", "\(String(describing: refused))")
        #expect(try #require(trainer.store).labelEvents().count == taken)
        trainer.close()
        try trainer.open()
        #expect(try trainer.labelAll() == 6)
    }

    @Test("a clock that jumps back a day loses no label and keeps no lease longer than its length")
    func clockJumpsBack() throws {
        let clock = Mutex(Timestamp(seconds: 1_800_000_000))
        let trainer = try TinyTrainer(gateRows: 0)
        trainer.configuration.generator = .none
        trainer.configuration.queries = 1
        try trainer.open(StoreOptions(clock: { clock.withLock { $0 } }))
        try trainer.importPool()
        try trainer.post("/v1/rounds/start", ["by": "ada"])
        try #require(trainer.worker).workUntilIdle()
        let body: JSONValue = ["annotator": "ada", "lease_seconds": 60]
        let message = try #require(try trainer.post("/v1/labels/next", body)["item"]?.object?["message"])
        clock.withLock { $0 = $0 + .seconds(-86_400) }
        #expect(try trainer.post("/v1/labels/next", ["annotator": "ben"])["status"] == "waiting")
        clock.withLock { $0 = $0 + .seconds(61) }
        #expect(try trainer.post("/v1/labels/next", ["annotator": "ben"])["item"]?.object?["message"] == message)
        try trainer.post("/v1/labels/answer", ["annotator": "ada", "message": message, "label": "self-harm"])
        clock.withLock { $0 = $0 + .seconds(-86_400) }
        try trainer.post("/v1/labels/answer", ["annotator": "ada", "message": message, "label": "legal-advice"])
        #expect(try #require(trainer.store).settledLabels().map(\.label) == [.legalAdvice])
    }
}
