import LabeledData
import Records
import TestSupport
import Testing

struct PoolTests {
    private func row(_ line: Int, _ id: String?, _ text: String) -> DataRow { DataRow(line: line, id: id, text: text, label: nil) }

    @Test("the same file twice adds nothing, and says that it is all there")
    func twice() throws {
        let test = try TestStore()
        let rows = [row(2, "a", "x"), row(3, nil, "y"), row(4, "c", "x")]
        let first = try test.store.importMessages(rows, file: "p.tsv", source: "s", by: "ada")
        let second = try test.store.importMessages(rows, file: "p.tsv", source: "other", by: "bob")
        #expect(first.added == 2 && first.alreadyThere == 1)
        #expect(second.added == 0 && second.alreadyThere == 3)
        let message = try #require(try test.store.message("a"))
        #expect(message.source == "s" && message.importedBy == "ada" && message.importedAt == test.clock.now)
    }

    @Test("a message without an id gets one from its text, the same in every store")
    func derivedIDs() throws {
        let test = try TestStore()
        _ = try test.store.importMessages([row(2, nil, "hello"), row(3, "", "bye")], file: "p", source: "s", by: "ada")
        // sha256 of "hello" begins with 2cf24dba5fb0a30e.
        #expect(try test.store.message(text: "hello")?.id == "m-2cf24dba5fb0a30e")
        #expect(try test.store.messageCount() == 2)
    }

    @Test("an id that already names another text stops the import with its line, and nothing of the file is kept")
    func idConflict() throws {
        let test = try TestStore()
        _ = try test.store.importMessages([row(2, "1", "x")], file: "a.tsv", source: "s", by: "ada")
        let rows = [row(2, "2", "new"), row(3, "1", "different")]
        let error = RecordsError.importRow(file: "b.tsv", line: 3, reason: .idTaken(id: "1"))
        #expect(throws: error) { try test.store.importMessages(rows, file: "b.tsv", source: "s", by: "ada") }
        #expect(try test.store.messageCount() == 1)
        // Files that count from 1 each time are imported by their texts.
        #expect(try test.store.importMessages(rows, file: "b.tsv", source: "s", by: "ada", ids: .fromText).added == 2)
    }

    @Test("texts that differ in composition only are two messages, and so are such ids")
    func bytes() throws {
        let test = try TestStore()
        let rows = [row(2, "caf\u{E9}", "\u{E9}"), row(3, "cafe\u{301}", "e\u{301}")]
        #expect(try test.store.importMessages(rows, file: "p", source: "s", by: "ada").added == 2)
        try test.store.answer("caf\u{E9}", .selfHarm, by: "ada")
        #expect(try test.store.settledLabels().map(\.ordinal) == [1])
    }

    @Test("a text that cannot be kept is refused with its line")
    func unusable() throws {
        let test = try TestStore()
        let error = recordsError {
            _ = try test.store.importMessages([row(2, "a", "fine"), row(9, "b", "n\0l")], file: "p.jsonl", source: "s", by: "ada")
        }
        #expect(error == .importRow(file: "p.jsonl", line: 9, reason: .unusable("a text holds the character U+0000")))
        #expect(try test.store.messageCount() == 0)
    }

    @Test("pages cover the pool once, in order")
    func pages() throws {
        let test = try TestStore()
        try test.addMessages(25)
        var seen: [String] = []
        var last = 0
        while true {
            let page = try test.store.messages(after: last, limit: 10)
            guard let end = page.last else { break }
            seen += page.map(\.id)
            last = end.ordinal
        }
        #expect(seen == (0..<25).map { "m\($0)" })
    }

    @Test("statistics count messages and labelled messages by source")
    func sources() throws {
        let test = try TestStore()
        try test.addMessages(3)
        _ = try test.store.importMessages([row(2, "z", "z")], file: "p", source: "forum", by: "ada")
        try test.store.answer("m0", .selfHarm, by: "ada")
        try test.store.answer("m0", .selfHarm, by: "bob")
        try test.store.answer("m1", .selfHarm, by: "ada")
        try test.store.undoLast(by: "ada")
        try test.store.skip("m2", by: "ada")
        #expect(
            try test.store.poolSources().map { "\($0.source) \($0.messages) \($0.labelled)" } == ["test 3 1", "forum 1 0"])
    }

    @Test("of an embedding set the last word counts")
    func embeddingSets() throws {
        let test = try TestStore()
        let begun = EmbeddingSet(encoder: "e", path: "a", rows: 10, isComplete: false)
        let done = EmbeddingSet(encoder: "e", path: "a", rows: 20, isComplete: true)
        try test.store.saveEmbeddingSet(begun)
        try test.store.saveEmbeddingSet(done)
        #expect(try test.store.embeddingSets() == [done])
        #expect(try test.store.embeddingSet(encoder: "f") == nil)
        try test.store.removeEmbeddingSet(encoder: "e")
        #expect(try test.store.embeddingSets().isEmpty)
    }
}
