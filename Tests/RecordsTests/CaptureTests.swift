import Foundation
import JSONParsing
import LabeledData
import Records
import TestSupport
import Testing

struct CaptureTests {
    private let test: TestStore
    private var store: RecordStore { test.store }

    init() throws { test = try TestStore() }

    private func capture(_ texts: [String], file: String = "capture-1") throws -> CaptureImport {
        try store.importCapture(
            file, samples: texts.map { CapturedSample(text: $0, scores: [], entropy: 1.2, bundle: "b-1", hour: 7) }, unreadable: 0,
            by: "capture")
    }

    private func id(_ text: String) throws -> String { try #require(try store.message(text: text)).id }

    @Test("a file is taken once, whatever it holds the second time")
    func once() throws {
        #expect(try capture(["one", "two"]) == CaptureImport(added: 2))
        #expect(try capture(["three"]) == CaptureImport(isRepeat: true))
        #expect(try capture(["two", "three", "three"], file: "capture-2") == CaptureImport(added: 1, alreadyThere: 2))
        #expect(try store.messageCount() == 3)
    }

    @Test("messages that nobody labelled go when their time is over, others and labelled ones stay, and the event says how many")
    func expiry() throws {
        try test.addMessages(1)
        _ = try capture(["old", "labelled", "unlabelled again"])
        try store.answer(try id("labelled"), .legalAdvice, by: "ada")
        test.clock.move(by: .seconds(100))
        _ = try capture(["new"], file: "capture-2")
        #expect(try store.expireCaptured(before: store.now + .seconds(-50)) == CaptureExpiry(removed: 2))
        #expect(try store.messages(after: 0, limit: 10).map(\.text) == ["text 0", "labelled", "new"])
        let event = try #require(try store.lastEvent(["capture-expired"]))
        #expect(event.payload.object?["removed"] == 2)
        #expect(try store.expireCaptured(before: store.now + .seconds(-50)) == CaptureExpiry())
        #expect(try store.events().count { $0.kind == "capture-expired" } == 1)
    }

    @Test("a message that the running round asks stays; after the round its text goes and its place in the round's history stays")
    func asked() throws {
        _ = try capture(["asked one", "asked two"])
        _ = try store.createRound("r1", state: "selecting", parameters: [:], annotatorsPerItem: 1)
        let asked = [try id("asked one"), try id("asked two")]
        try store.saveQueries(asked.map { RoundQuery(message: $0, strategy: "cluster") }, round: "r1")
        test.clock.move(by: .seconds(100))
        #expect(try store.expireCaptured(before: store.now) == CaptureExpiry())
        try store.close()
        try TestStore.tamper(test.path, "UPDATE rounds SET is_running = 0, state = 'done'")
        let later = try RecordStore.open(test.path)
        #expect(try later.expireCaptured(before: test.clock.now) == CaptureExpiry(emptied: 2))
        #expect(try later.messages(after: 0, limit: 10).isEmpty)
        #expect(try later.queries(round: "r1").map(\.message) == asked)
        #expect(try later.message(asked[0])?.text == "")
        #expect(try later.message(text: "asked one") == nil)
        #expect(try later.expireCaptured(before: test.clock.now) == CaptureExpiry())
        // Nobody labelled it then: captured once more it is not taken again.
        let again = CapturedSample(text: "asked one", scores: [], entropy: 1.2, bundle: "b-1", hour: 8)
        #expect(try later.importCapture("capture-9", samples: [again], unreadable: 0, by: "capture").alreadyThere == 1)
    }

    @Test("no byte of an expired message is left in the file")
    func overwritten() throws {
        let secret = "zebra-quince-velocipede"
        _ = try capture((0..<50).map { "\(secret) \($0) " + String(repeating: "x", count: 500) })
        test.clock.move(by: .seconds(10))
        #expect(try store.expireCaptured(before: store.now).removed == 50)
        try store.close()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: test.path))
        #expect(bytes.range(of: Data(secret.utf8)) == nil)
        #expect(!FileManager.default.fileExists(atPath: test.path + "-wal"))
    }
}
