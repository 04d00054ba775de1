import GRDB
import JSONParsing
import LabeledData
import Records
import TestSupport
import Testing

struct ExportTests {
    private func filled() throws -> TestStore {
        let test = try TestStore()
        try test.startRound(asking: 2)
        try test.store.answer("m0", .selfHarm, by: "ada", round: "r1", note: "sure")
        _ = try test.store.reserve("k", round: "r1", estimate: Usage(costMicros: 5), limits: SpendingLimits())
        try test.store.settle("k", attempt: 1, .succeeded(answer: [0xFF, 0x00], usage: nil))
        try test.store.saveVariations([.example("v1", request: "k")])
        return test
    }

    @Test("each line is an object with its kind, columns as JSON, times in UTC, bytes readable")
    func lines() throws {
        let test = try filled()
        let lines = try exportLines(test.store)
        let objects = try lines.map { try #require(try JSONParser.parse($0).object) }
        #expect(lines.allSatisfy { $0.hasSuffix("}\n") })
        #expect(objects.allSatisfy { $0.members.first?.key == "kind" })
        #expect(
            lines.first
                == """
                {"kind":"message","ordinal":1,"id":"m0","text":"text 0",\
                "hash":"822beb0d1729878ad343b6c35b1d5e45e62f8e36b6543c2312b6f1cb6d00cdef",\
                "source":"test","imported_at":"2027-01-15T08:00:00.000000Z","imported_by":"ada"}

                """)
        let label = try #require(objects.first { $0["kind"] == "label-event" })
        #expect(label["entry"] == "label" && label["class"] == "self-harm" && label["note"] == "sure" && label["undoes"] == .null)
        let request = try #require(objects.first { $0["kind"] == "generation-request" })
        #expect(request["answer"] == ["hex": "ff00"])
        let variation = try #require(objects.first { $0["kind"] == "variation" })
        #expect(variation["parameters"] == ["k": 5] && variation["filters"] == [["rule": "schema"]])
    }

    @Test("two exports of one content are the same bytes")
    func deterministic() throws {
        let test = try filled()
        let first = try exportLines(test.store)
        #expect(try exportLines(test.store) == first)
        #expect(try exportLines(try RecordStore.open(test.path)) == first)
    }

    @Test("every table of the schema is exported")
    func complete() throws {
        let test = try filled()
        let queue = try DatabaseQueue(path: test.path)
        let tables = try queue.read {
            try String.fetchAll(
                $0, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'")
        }
        #expect(Set(tables) == Set(RecordStore.exportedTables))
        #expect(RecordStore.exportedTables.count == tables.count)
    }

    @Test("what the writer of lines throws ends the export and comes out")
    func writerFails() throws {
        struct Full: Error {}
        let test = try filled()
        var count = 0
        do throws(ExportFailure<Full>) {
            try test.store.export { (_: [UInt8]) throws(Full) in
                count += 1
                if count == 2 { throw Full() }
            }
            Issue.record("no error")
        } catch {
            if case .store = error { Issue.record(error) }
        }
        #expect(count == 2)
        #expect(try test.store.messageCount() == 2)
    }
}
