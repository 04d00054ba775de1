import LabeledData
import Records
import TestSupport
import Testing

struct SheetsTests {
    @Test("a sheet that is handed out, filled in and imported gives the labels; imported into its own store it adds nothing")
    func roundTrip() throws {
        let test = try TestStore()
        try test.startRound(asking: 3, annotatorsPerItem: 2)
        try test.store.answer("m1", .selfHarm, by: "ada", round: "r1", note: "sure")
        try test.store.answer("m1", .legalAdvice, by: "bob", round: "r1")
        try test.store.skip("m2", by: "ada", round: "r1")
        let rows = try test.store.sheet(round: "r1")
        #expect(
            rows.map { "\($0.id) \($0.label?.name ?? "-") \($0.isSkipped) \($0.annotator ?? "-")" } == [
                "m0 - false -", "m1 self-harm false ada", "m1 legal-advice false bob", "m2 - true ada",
            ])
        for format in AnnotationSheetFormat.allCases {
            let name = format == .labelStudio ? "l.json" : "l.\(format.rawValue)"
            let file = try parseAnnotations(annotationSheet(rows, as: format), path: name)
            #expect(file.unanswered == 1)
            let own = try test.store.importLabels(file.rows, file: name, annotator: "eve", round: "r1", again: true)
            #expect(own == LabelImport(added: 0, unchanged: 3))
            let other = try TestStore()
            try other.addMessages(3)
            #expect(try other.store.importLabels(file.rows, file: name, annotator: "eve").added == 3)
            #expect(try other.store.sheetOfAllLabels().map(\.label) == rows.dropFirst().map(\.label))
        }
        try test.store.undoLast(by: "bob")
        #expect(try test.store.sheetOfAllLabels().map(\.id) == ["m1", "m2"])
    }
}
