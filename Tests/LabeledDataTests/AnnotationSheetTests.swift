import JSONParsing
import LabeledData
import Testing

struct AnnotationSheetTests {
    static let texts = ["plain", "a, \"b\"\nc", " spaces ", "\r\n", "é and e\u{301} \"\u{301}", "=1+1", "tab\there", "{\"x\":1}", "👩‍👩‍👧"]

    @Test("what is written is read back as it was, in every format", arguments: AnnotationSheetFormat.allCases)
    func roundTrip(format: AnnotationSheetFormat) throws {
        let rows = Self.texts.enumerated().map { index, text in
            AnnotationSheetRow(
                id: "m\(index)", text: text, label: index % 3 == 0 ? nil : SafetyClass.allCases[index % 6], isSkipped: index % 3 == 0,
                annotator: "ada", note: format == .labelStudio ? nil : index % 2 == 0 ? text + "!" : nil)
        }
        let name = ["csv": "l.csv", "jsonl": "l.jsonl", "label-studio": "l.json"][format.rawValue] ?? ""
        let file = try parseAnnotations(annotationSheet(rows, as: format), path: name)
        // A text of white space alone is no text: its row is found by its id.
        #expect(file.rows.map(\.messageID) == rows.map(\.id))
        for (read, row) in zip(file.rows, rows) where row.text != "\r\n" {
            #expect(Array(read.text?.utf8 ?? "".utf8) == Array(row.text.utf8))
            #expect(read.note.map { Array($0.utf8) } == row.note.map { Array($0.utf8) })
        }
        #expect(file.rows.map(\.label) == rows.map(\.label))
        #expect(file.rows.allSatisfy { $0.annotator == "ada" })
    }

    @Test("an unanswered sheet reads as unanswered, and shows no guess", arguments: AnnotationSheetFormat.allCases)
    func unanswered(format: AnnotationSheetFormat) throws {
        let bytes = annotationSheet([AnnotationSheetRow(id: "m1", text: "x")], as: format)
        let text = String(decoding: bytes, as: UTF8.self)
        for name in SafetyClass.names { #expect(!text.contains(name)) }
        let name = ["csv": "l.csv", "jsonl": "l.jsonl", "label-studio": "l.json"][format.rawValue] ?? ""
        let file = try parseAnnotations(bytes, path: name)
        #expect(file.rows.isEmpty && file.unanswered == 1)
    }

    @Test("tasks for Label Studio have the shape of its import")
    func tasks() throws {
        let value = try JSONParser.parse(annotationSheet([AnnotationSheetRow(id: "m1", text: "x")], as: .labelStudio))
        #expect(value == [["data": ["text": "x", "id": "m1"]]])
    }
}
