import LabeledData
import Records
import TestSupport
import Testing

struct LabelImportTests {
    private func row(_ line: Int, id: String? = nil, text: String? = nil, _ label: SafetyClass?, by: String? = nil) -> AnnotationRow {
        AnnotationRow(line: line, messageID: id, text: text, label: label, annotator: by)
    }

    @Test("messages are found by id or by text; a row without a label is a skip")
    func finds() throws {
        let test = try TestStore()
        try test.addMessages(4)
        let rows = [
            row(2, id: "m0", .selfHarm), row(3, text: "text 1", .legalAdvice, by: "bob"), row(4, id: "other tool 7", text: "text 2", nil),
        ]
        let report = try test.store.importLabels(rows, file: "l.csv", annotator: "ada")
        #expect(report == LabelImport(added: 3, unchanged: 0, importedBefore: nil))
        #expect(
            try test.store.labelEvents().map { "\($0.annotator) \($0.message) \($0.source)" } == [
                "ada m0 import", "bob m1 import", "ada m2 import",
            ])
    }

    @Test("the same file twice adds nothing and says when it was imported, whatever was relabelled since")
    func twice() throws {
        let test = try TestStore()
        try test.addMessages(2)
        let rows = [row(2, id: "m0", .selfHarm), row(3, id: "m1", .selfHarm)]
        let at = test.clock.now
        _ = try test.store.importLabels(rows, file: "l.csv", annotator: "ada")
        try test.store.answer("m0", .legalAdvice, by: "ada")
        test.clock.move(by: .seconds(60))
        let again = try test.store.importLabels(rows, file: "copy of l.csv", annotator: "ada")
        #expect(again == LabelImport(added: 0, unchanged: 0, importedBefore: at))
        #expect(try test.store.labelEvents().count == 3)
        #expect(try test.store.importLabels(rows, file: "l.csv", annotator: "ada", again: true).added == 1)
        // Another file with the same words for one message and new ones for another.
        let more = try test.store.importLabels(
            [row(2, id: "m0", .selfHarm), row(3, id: "m1", .notHarmful)], file: "n.csv", annotator: "ada")
        #expect(more == LabelImport(added: 1, unchanged: 1, importedBefore: nil))
    }

    static let refused: [([AnnotationRow], String?, String)] = [
        ([AnnotationRow(line: 3, messageID: "m9", text: nil, label: .selfHarm)], nil, "l.csv:3: there is no message 'm9' in the pool"),
        (
            [AnnotationRow(line: 4, messageID: nil, text: "?", label: .selfHarm)], nil,
            "l.csv:4: no message of the pool has this text; import it into the pool first"
        ),
        (
            [AnnotationRow(line: 5, messageID: "m1", text: "another", label: .selfHarm)], nil,
            "l.csv:5: the id 'm1' already names a message with another text; import without the ids of the file, or change them"
        ),
        (
            [
                AnnotationRow(line: 6, messageID: "m1", text: nil, label: .selfHarm),
                AnnotationRow(line: 7, messageID: "m1", text: nil, label: .legalAdvice),
            ], nil, "l.csv:7: the same annotator gave this message another label in line 6"
        ),
        (
            [AnnotationRow(line: 8, messageID: "z", text: nil, label: .selfHarm)], "r1",
            "l.csv:8: the message 'z' was not asked in round 'r1'"
        ),
        ([AnnotationRow(line: 8, messageID: "m0", text: nil, label: .selfHarm)], "r9", "there is no round 'r9'"),
    ]

    @Test("a bad row is refused with file, line and reason, and no row is written", arguments: refused)
    func refuses(rows: [AnnotationRow], round: String?, message: String) throws {
        let test = try TestStore()
        try test.startRound(asking: 2)
        _ = try test.store.importMessages([DataRow(line: 2, id: "z", text: "z", label: nil)], file: "p", source: "s", by: "a")
        let all = [AnnotationRow(line: 2, messageID: "m0", text: nil, label: .selfHarm)] + rows
        let error = recordsError { _ = try test.store.importLabels(all, file: "l.csv", annotator: "ada", round: round) }
        #expect(error?.description == message)
        #expect(try test.store.labelEvents().isEmpty)
    }

    @Test("a row that stands twice counts once")
    func duplicates() throws {
        let test = try TestStore()
        try test.addMessages(1)
        let rows = [row(2, id: "m0", .selfHarm), row(3, text: "text 0", .selfHarm)]
        #expect(try test.store.importLabels(rows, file: "l.csv", annotator: "ada").added == 1)
    }
}
