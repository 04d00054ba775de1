import JSONParsing
import LabeledData
import Records
import TestSupport
import Testing

struct RoundsTests {
    @Test("one round runs at a time, and the error names it")
    func oneAtATime() throws {
        let test = try TestStore()
        let first = try test.store.createRound("r1", state: "selecting", parameters: ["k": 20], annotatorsPerItem: 2)
        #expect(first.number == 1 && first.isRunning && first.annotatorsPerItem == 2 && first.parameters == ["k": 20])
        let error = RecordsError.roundRunning(id: "r1", state: "selecting")
        #expect(throws: error) { try test.store.createRound("r2", state: "selecting", parameters: [:]) }
        let stop = RoundTransition(
            from: "selecting", to: "failed", isRunning: false, failedStep: "selecting", error: "no pool", event: NewEvent("failed"))
        let failed = try test.store.moveRound("r1", stop)
        #expect(failed.failedStep == "selecting" && failed.error == "no pool" && !failed.isRunning)
        _ = try test.store.createRound("r2", state: "selecting", parameters: [:])
        let back = RoundTransition(from: "failed", to: "selecting", isRunning: true, event: NewEvent("retry"))
        #expect(throws: RecordsError.roundRunning(id: "r2", state: "selecting")) { try test.store.moveRound("r1", back) }
        #expect(throws: RecordsError.conflict(.round, id: "r1")) { try test.store.createRound("r1", state: "x", parameters: [:]) }
        #expect(try test.store.rounds().map(\.id) == ["r2", "r1"])
        #expect(try test.store.runningRound()?.id == "r2")
    }

    @Test("a move from a state that the round has left is refused whole: no event, no approval")
    func stale() throws {
        let test = try TestStore()
        _ = try test.store.createRound("r1", state: "awaiting-approval", parameters: [:])
        let move = RoundTransition(
            from: "awaiting-approval", to: "promoting", isRunning: true, event: NewEvent("approved"),
            approval: NewApproval(bundle: "b", who: "ada", isApproved: true, reason: "looked at it"))
        _ = try test.store.moveRound("r1", move)
        #expect(throws: RecordsError.staleRound(id: "r1", expected: "awaiting-approval", found: "promoting")) {
            try test.store.moveRound("r1", move)
        }
        #expect(throws: RecordsError.unknown(.round, id: "r9")) { try test.store.moveRound("r9", move) }
        #expect(try test.store.approvals(round: "r1").map(\.who) == ["ada"])
        #expect(try test.store.events(round: "r1").map(\.kind) == ["round-started", "approved"])
    }

    @Test("an artefact is written once; a step that starts again may replace it")
    func artifacts() throws {
        let test = try TestStore()
        _ = try test.store.createRound("r1", state: "training", parameters: [:])
        try test.store.saveArtifact(round: "r1", step: "training", key: "bundle", value: "b1")
        try test.store.saveArtifact(round: "r1", step: "training", key: "bundle", value: "b1")
        #expect(throws: RecordsError.conflict(.artifact, id: "r1/training/bundle")) {
            try test.store.saveArtifact(round: "r1", step: "training", key: "bundle", value: "b2")
        }
        try test.store.saveArtifact(round: "r1", step: "training", key: "bundle", value: "b2", replacing: true)
        #expect(try test.store.artifact(round: "r1", step: "training", key: "bundle") == "b2")
        #expect(try test.store.artifacts(round: "r1").count == 1)
        try test.store.removeArtifacts(round: "r1", step: "training")
        #expect(try test.store.artifact(round: "r1", step: "training", key: "bundle") == nil)
    }

    @Test("queries keep their order and what the model thought; the same again is silent, others are a conflict")
    func queries() throws {
        let test = try TestStore()
        try test.addMessages(3)
        _ = try test.store.createRound("r1", state: "selecting", parameters: [:])
        let scores = [0.5, 0.1, 0.1, 0.1, 0.1, 0.1]
        let queries = [
            RoundQuery(message: "m2", strategy: "cluster", cluster: 3, uncertainty: 1.5, guess: .selfHarm, scores: scores),
            RoundQuery(message: "m0", strategy: "random", isControl: true),
        ]
        try test.store.saveQueries(queries, round: "r1")
        try test.store.saveQueries(queries, round: "r1")
        #expect(try test.store.queries(round: "r1") == queries)
        #expect(throws: RecordsError.conflict(.query, id: "r1")) { try test.store.saveQueries([queries[1]], round: "r1") }
        #expect(throws: RecordsError.unknown(.round, id: "r2")) { try test.store.saveQueries(queries, round: "r2") }
        #expect(throws: RecordsError.outOfRange(field: "annotators per item", value: 10, allowed: 1...9)) {
            try test.store.createRound("r3", state: "selecting", parameters: [:], annotatorsPerItem: 10)
        }
    }

    @Test("events come in pages, of one round or of all")
    func events() throws {
        let test = try TestStore()
        _ = try test.store.createRound("r1", state: "selecting", parameters: [:])
        try test.store.appendEvent(NewEvent("pool-imported", JSONObject([("added", 3)])))
        try test.store.appendEvent(NewEvent("embedded"), round: "r1")
        #expect(try test.store.events(after: 1, limit: 1).map(\.kind) == ["pool-imported"])
        #expect(try test.store.events(round: "r1").map(\.seq) == [1, 3])
        #expect(throws: RecordsError.unknown(.round, id: "r9")) { try test.store.appendEvent(NewEvent("x"), round: "r9") }
    }
}
