import LabeledData
import Records
import TestSupport
import Testing

struct LabellingTests {
    @Test("an answer that is sent twice is one event; a changed one is a second")
    func repeated() throws {
        let test = try TestStore()
        try test.startRound(asking: 2)
        #expect(try test.store.answer("m0", .selfHarm, by: "ada", round: "r1") == .recorded(seq: 1))
        #expect(try test.store.answer("m0", .selfHarm, by: "ada", round: "r1") == .unchanged(seq: 1))
        #expect(try test.store.answer("m0", .selfHarm, by: "bob", round: "r1") == .recorded(seq: 2))
        #expect(try test.store.answer("m0", .legalAdvice, by: "ada", round: "r1") == .recorded(seq: 3))
        #expect(try test.store.answer("m0", .legalAdvice, by: "ada", round: "r1", note: "sure") == .recorded(seq: 4))
        #expect(try test.store.answer("m0", .legalAdvice, by: "judge", round: "r1", source: .adjudication) == .recorded(seq: 5))
        #expect(try test.store.settledLabels(round: "r1").map(\.label) == [.legalAdvice])
    }

    @Test("an unknown message, an unknown round and a message that was not asked are told apart")
    func refusals() throws {
        let test = try TestStore()
        try test.startRound(asking: 1)
        _ = try test.store.importMessages([DataRow(line: 2, id: "z", text: "z", label: nil)], file: "p", source: "s", by: "a")
        #expect(throws: RecordsError.unknown(.message, id: "q")) { try test.store.answer("q", .selfHarm, by: "ada") }
        #expect(throws: RecordsError.unknown(.round, id: "r9")) { try test.store.answer("m0", .selfHarm, by: "ada", round: "r9") }
        #expect(throws: RecordsError.notAsked(message: "z", round: "r1")) { try test.store.skip("z", by: "ada", round: "r1") }
        #expect(throws: RecordsError.notAsked(message: "z", round: "r1")) {
            try test.store.addNote("n", to: "z", by: "ada", round: "r1")
        }
        #expect(try test.store.labelEvents().isEmpty)
        #expect(try test.store.answer("z", .selfHarm, by: "ada") == .recorded(seq: 1))
    }

    @Test("undo takes back one's own last word, once")
    func undo() throws {
        let test = try TestStore()
        try test.startRound(asking: 2)
        try test.store.answer("m0", .selfHarm, by: "ada", round: "r1")
        try test.store.answer("m1", .legalAdvice, by: "ada", round: "r1")
        try test.store.addNote("hm", to: "m1", by: "ada")
        #expect(throws: RecordsError.cannotUndo(event: 1, reason: .byAnother)) { try test.store.undo(event: 1, by: "bob") }
        #expect(throws: RecordsError.cannotUndo(event: 3, reason: .isNote)) { try test.store.undo(event: 3, by: "ada") }
        #expect(throws: RecordsError.unknown(.labelEvent, id: "9")) { try test.store.undo(event: 9, by: "ada") }
        #expect(try test.store.undoLast(by: "ada")?.message == "m1")
        #expect(throws: RecordsError.cannotUndo(event: 2, reason: .alreadyUndone)) { try test.store.undo(event: 2, by: "ada") }
        #expect(throws: RecordsError.cannotUndo(event: 4, reason: .isUndo)) { try test.store.undo(event: 4, by: "ada") }
        #expect(try test.store.undoLast(by: "ada", round: "r1")?.message == "m0")
        #expect(try test.store.undoLast(by: "ada") == nil)
        #expect(try test.store.settledLabels().isEmpty)
        #expect(try test.store.labelEvents().count == 5)
    }

    @Test("progress counts settled, disputed, skipped and open items, and what is answered is not asked again")
    func progress() throws {
        let test = try TestStore()
        try test.startRound(asking: 5, annotatorsPerItem: 2)
        for (message, annotator, label) in [
            ("m0", "ada", SafetyClass.selfHarm), ("m0", "bob", .selfHarm), ("m1", "ada", .selfHarm), ("m1", "bob", .notHarmful),
            ("m2", "ada", .selfHarm),
        ] { try test.store.answer(message, label, by: annotator, round: "r1") }
        try test.store.skip("m3", by: "ada", round: "r1")
        let progress = try test.store.labelProgress(round: "r1")
        #expect(progress == LabelProgress(asked: 5, settled: 1, disputed: 1, skipped: 1, open: 2))
        #expect(progress.remaining == 3)
        #expect(try test.store.settledLabels().map(\.id) == ["m0"])
        #expect(try test.store.answeredOrdinals() == [1, 2, 3, 4])
    }

    @Test("events are numbered without gaps whatever the clock says")
    func clock() throws {
        let test = try TestStore()
        try test.addMessages(3)
        try test.store.answer("m0", .selfHarm, by: "ada")
        test.clock.move(by: .seconds(-100_000))
        try test.store.answer("m0", .legalAdvice, by: "ada")
        #expect(try test.store.settledLabels().map(\.label) == [.legalAdvice])
        let events = try test.store.labelEvents()
        #expect(events.map(\.seq) == [1, 2])
        #expect(events[1].at < events[0].at)
    }
}
