import Foundation
import JSONParsing
import LabeledData
import Records
import Synchronization
import TestSupport
import Testing
import Training
import TrainerService

struct RoundBookTests {
    private struct Place {
        let folder: TemporaryFolder
        let store: RecordStore
        let book: RoundBook
        var path: String { folder.path + "/trainer.db" }

        init(_ options: StoreOptions = StoreOptions(clock: { Timestamp(seconds: 1_800_000_000) })) throws {
            let folder = try TemporaryFolder()
            self.folder = folder
            store = try RecordStore.open(folder.path + "/trainer.db", options: options)
            book = RoundBook(store)
            let rows = (0..<4).map { DataRow(line: $0 + 2, id: "m\($0)", text: "text \($0)", label: nil) }
            _ = try store.importMessages(rows, file: "pool.tsv", source: "test", by: "ada")
        }

        func ask(_ count: Int) throws {
            try store.saveQueries((0..<count).map { RoundQuery(message: "m\($0)", strategy: "cluster") }, round: "r1")
        }
    }

    @Test("a round walks from its start to its end in the store, with an event for each move and the approval's name and reason")
    func wholeRound() throws {
        let place = try Place()
        let book = place.book
        #expect(try book.resume() == nil)
        #expect(try book.start("r1", parameters: ["queries": 2]) == .select)
        try place.ask(2)
        #expect(try book.handle(.selected(queries: 2), round: "r1") == .waitForLabels(remaining: 2))
        #expect(try book.advance("r1") == .waitForLabels(remaining: 2))
        try place.store.answer("m0", .selfHarm, by: "ada", round: "r1")
        #expect(try book.advance("r1") == .waitForLabels(remaining: 1))
        #expect(try book.resume()?.action == .waitForLabels(remaining: 1))
        try place.store.skip("m1", by: "ada", round: "r1")
        #expect(try book.advance("r1") == .generate)
        #expect(try book.handle(.generated(awaitingReview: 0), round: "r1") == .train)
        #expect(try book.advance("r1") == .train)
        #expect(try book.handle(.trained(bundle: "b1"), round: "r1") == .evaluate)
        let gate = RoundEvent.evaluated(.needsApproval(["insufficient evidence"]))
        #expect(try book.handle(gate, round: "r1") == .waitForApproval(reason: "insufficient evidence"))
        #expect(try book.resume()?.action == .waitForApproval(reason: "insufficient evidence"))
        #expect(try book.handle(.approve(by: "ada", reason: "read the errors"), round: "r1", bundle: "b1") == .promote)
        #expect(try book.handle(.promoted, round: "r1") == .finish(.done))
        #expect(try book.resume() == nil)
        let approval = try #require(try place.store.approvals(round: "r1").first)
        #expect(approval.who == "ada" && approval.reason == "read the errors" && approval.bundle == "b1" && approval.isApproved)
        #expect(
            try place.store.events(round: "r1").map(\.kind) == [
                "round-started", "round-selected", "round-advance", "round-generated", "round-trained", "round-evaluated", "round-approve",
                "round-promoted",
            ])
        let exported = try place.store.events(round: "r1").map { JSONWriter.compactText($0.payload) }.joined()
        #expect(!exported.contains("text 0"))
    }

    @Test("some of the labels are enough when that is said, and none are not")
    func partialLabels() throws {
        let place = try Place()
        _ = try place.book.start("r1", parameters: [:])
        try place.ask(3)
        _ = try place.book.handle(.selected(queries: 3), round: "r1")
        for message in ["m0", "m1", "m2"] { try place.store.skip(message, by: "ada", round: "r1") }
        #expect(throws: RoundError.nothingLabelled(asked: 3, skipped: 3)) { try place.book.advance("r1") }
        #expect(throws: RoundError.nothingLabelled(asked: 3, skipped: 3)) { try place.book.advance("r1", withLabelsSoFar: true) }
        try place.store.undoLast(by: "ada")
        try place.store.answer("m0", .legalAdvice, by: "ada", round: "r1")
        #expect(try place.book.advance("r1") == .waitForLabels(remaining: 1))
        #expect(try place.book.advance("r1", withLabelsSoFar: true) == .generate)
    }

    @Test("a second start names the running round; a failed round lets another start, and its retry then waits")
    func oneRound() throws {
        let place = try Place()
        _ = try place.book.start("r1", parameters: [:])
        #expect(throws: RoundError.store(.roundRunning(id: "r1", state: "selecting"))) { try place.book.start("r2", parameters: [:]) }
        _ = try place.book.handle(.stepFailed(reason: "no pool"), round: "r1")
        #expect(try place.book.resume() == nil)
        #expect(try place.book.start("r2", parameters: [:]) == .select)
        #expect(throws: RoundError.store(.roundRunning(id: "r2", state: "selecting"))) { try place.book.handle(.retry, round: "r1") }
        _ = try place.book.handle(.cancel(by: "ada"), round: "r2")
        #expect(try place.book.handle(.retry, round: "r1") == .select)
        #expect(throws: RoundError.noRound(id: "r9")) { try place.book.advance("r9") }
        #expect(throws: RoundError.noRound(id: "r9")) { try place.book.handle(.promoted, round: "r9") }
    }

    @Test("killed after any write, the round goes on from the files as if nothing had been")
    func crashes() throws {
        struct Killed: Error {}
        let events: [RoundEvent] = [
            .selected(queries: 2), .advance(RoundFacts(labels: LabelProgress(asked: 2, settled: 2))), .generated(awaitingReview: 1),
            .advance(RoundFacts()), .trained(bundle: "b1"), .evaluated(.needsApproval(["small"])), .approve(by: "ada", reason: "r"),
            .promoted,
        ]
        for deadly in 1...(events.count + 2) {
            let place = try Place(
                StoreOptions(clock: { Timestamp(seconds: 1) }, afterEachWrite: { if $0.index == deadly + 1 { throw Killed() } }))
            var survivors = 0
            do {
                _ = try place.book.start("r1", parameters: [:])
                for event in events { _ = try place.book.handle(event, round: "r1") }
            } catch { survivors = deadly }
            #expect((survivors > 0) == (deadly <= events.count + 1))
            let book = RoundBook(try RecordStore.open(place.path))
            if survivors > 0 {
                // The write had reached the disk: its event is not to be sent again.
                for event in events.dropFirst(deadly - 1) { _ = try book.handle(event, round: "r1") }
            }
            #expect(try book.machine("r1").state == .done)
            #expect(try RecordStore.open(place.path).events(round: "r1").count == events.count + 1)
        }
    }

    @Test(
        "a round whose row is none of ours is an error that says why",
        arguments: [
            ("state = 'sleeping'", "there is no state 'sleeping'"), ("state = 'done'", "it is done and marked as running"),
            ("state = 'failed', is_running = 0", "it is failed at '', which is no step"),
            ("state = 'failed', is_running = 0, failed_step = 'done'", "it is failed at 'done', which is no step"),
        ])
    func badRecords(change: String, reason: String) throws {
        let place = try Place()
        let record = try place.store.createRound("r1", state: "selecting", parameters: [:])
        #expect(record.isRunning)
        var transition = RoundTransition(from: "selecting", to: "x", isRunning: true, event: NewEvent("e"))
        for part in change.split(separator: ",") {
            let value = part.split(separator: "=")[1].trimmingCharacters(in: CharacterSet(charactersIn: " '"))
            if part.contains("failed_step") {
                transition.failedStep = value
            } else if part.contains("is_running") {
                transition.isRunning = value == "1"
            } else {
                transition.to = value
            }
        }
        _ = try place.store.moveRound("r1", transition)
        #expect(throws: RoundError.badRecord(id: "r1", reason: reason)) { try place.book.advance("r1") }
    }
}
