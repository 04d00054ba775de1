import DurableFiles
import LabeledData
import TestSupport
import Testing

struct AnnotationFileTests {
    func parse(_ name: String, _ content: String) throws -> AnnotationFile { try parseAnnotations(Array(content.utf8), path: name) }

    func failure(_ name: String, _ content: String) -> String {
        do throws(DataFileError) {
            _ = try parseAnnotations(Array(content.utf8), path: name)
            return "no error"
        } catch { return error.description }
    }

    @Test("a table: ids or texts, labels in any spelling, skips, rows that nobody has answered")
    func table() throws {
        let file = try parse(
            "l.csv", "ID,text,Label,annotator,note\r\n7,\"a, b\",Self Harm,ada,\r\n8,,discard,,sure\r\n9,c,,,\r\n,d,SKIP,bob,\r\n")
        #expect(
            file.rows == [
                AnnotationRow(line: 2, messageID: "7", text: "a, b", label: .selfHarm, annotator: "ada"),
                AnnotationRow(line: 3, messageID: "8", text: nil, label: .notHarmful, note: "sure"),
                AnnotationRow(line: 5, messageID: nil, text: "d", label: nil, annotator: "bob"),
            ])
        #expect(file.unanswered == 1)
    }

    @Test("JSON lines: numbers are ids too, null is no answer")
    func jsonLines() throws {
        let file = try parse(
            "l.jsonl",
            "{\"id\":7,\"label\":\"self-harm\"}\n\n{\"text\":\"x\",\"category\":\"skip\",\"annotator\":3}\n{\"id\":\"9\",\"label\":null}\n")
        #expect(
            file.rows == [
                AnnotationRow(line: 1, messageID: "7", text: nil, label: .selfHarm),
                AnnotationRow(line: 3, messageID: nil, text: "x", label: nil, annotator: "3"),
            ])
        #expect(file.unanswered == 1)
    }

    @Test("Label Studio: one answer per annotation, cancelled is a skip, predictions are nobody's")
    func labelStudio() throws {
        let file = try parse(
            "export.json",
            """
            [{"id":1,"data":{"text":"x","id":"m1"},"annotations":[
                {"id":4,"completed_by":3,"was_cancelled":false,"result":[{"type":"choices","value":{"choices":["Self Harm"]}}]},
                {"id":5,"completed_by":{"id":9,"email":"ada@example.org"},"result":[{"value":{"choices":["not-harmful"]}}]},
                {"id":6,"completed_by":4,"was_cancelled":true,"result":[]}]},
             {"id":2,"data":{"text":"y"},"annotations":[],"predictions":[{"result":[{"value":{"choices":["self-harm"]}}]}]},
             {"id":3,"data":{"text":"z","id":12},"annotations":[{"completed_by":3,"result":[]}]}]
            """)
        #expect(
            file.rows == [
                AnnotationRow(line: 1, messageID: "m1", text: "x", label: .selfHarm, annotator: "3"),
                AnnotationRow(line: 1, messageID: "m1", text: "x", label: .notHarmful, annotator: "ada@example.org"),
                AnnotationRow(line: 1, messageID: "m1", text: "x", label: nil, annotator: "4"),
            ])
        #expect(file.unanswered == 2)
    }

    @Test("Argilla, both shapes: discarded is a skip, drafts and suggestions are nobody's")
    func argilla() throws {
        let new = try parse(
            "new.json",
            """
            [{"id":"m1","fields":{"text":"x"},"suggestions":{"label":{"value":"self-harm"}},"responses":{
                "label":[{"value":"self-harm","user_id":"u1"},{"value":"not-harmful","user_id":"u2","status":"draft"}],
                "comment":[{"value":"hm","user_id":"u1"}]}},
             {"id":"m2","fields":{"text":"y"},"responses":{"topic":[{"value":null,"user_id":"u1","status":"discarded"}]}},
             {"id":"m3","fields":{"text":"z"},"responses":{}}]
            """)
        #expect(
            new.rows == [
                AnnotationRow(line: 1, messageID: "m1", text: "x", label: .selfHarm, annotator: "u1"),
                AnnotationRow(line: 2, messageID: "m2", text: "y", label: nil, annotator: "u1"),
            ])
        #expect(new.unanswered == 1)
        let old = try parse(
            "old.json",
            """
            {"records":[{"id":"server","external_id":"m1","fields":{"text":"x"},"responses":[
                {"user_id":"u1","status":"submitted","values":{"label":{"value":"discard"}}},
                {"user_id":"u2","status":"discarded","values":{}},{"user_id":"u3","status":"draft","values":{"label":{"value":"self-harm"}}}]}]}
            """)
        #expect(
            old.rows == [
                AnnotationRow(line: 1, messageID: "m1", text: "x", label: .notHarmful, annotator: "u1"),
                AnnotationRow(line: 1, messageID: "m1", text: "x", label: nil, annotator: "u2"),
            ])
    }

    static let allowed =
        "allowed are 'self-harm', 'medical-advice', 'legal-advice', 'financial-advice', 'emergency-situation', 'not-harmful', 'discard' and 'skip'"
    static let refused: [(String, String, String)] = [
        ("l.csv", "id,label\n1,self-harm\n2,self-ham\n", "l.csv:3: 'self-ham' is no class; did you mean 'self-harm'? \(allowed)"),
        ("l.csv", "id,label\n1,gossip\n", "l.csv:2: 'gossip' is no class; \(allowed)"),
        ("l.csv", "id,label\n1\n", "l.csv:2: 1 fields, the header has 2"),
        ("l.csv", "id,text\n1,x\n", "'l.csv' has no column 'label' or 'category'; its columns are 'id' and 'text'"),
        ("l.csv", "name,label\n1,x\n", "'l.csv' has no column 'id' or 'text'; its columns are 'name' and 'label'"),
        ("l.csv", "id,label\n ,self-harm\n", "l.csv:2: there is no string 'id' or 'text'"),
        ("l.csv", "id,label\n", "'l.csv' has no rows"),
        ("l.tsv", "", "'l.tsv' has no rows"),
        ("l.xml", "<a/>", "'l.xml' is neither .csv, .tsv, .jsonl nor .json"),
        ("l.jsonl", "{\"id\":1,\"label\":\"self-harm\"}\n7\n", "l.jsonl:2: the line is a number, not an object"),
        ("l.jsonl", "{\"id\":1,", "l.jsonl:1: the text ends too early at byte 8"),
        ("l.json", "{\"a\":1}", "l.json:1: the file is an object, not an array of tasks or records"),
        ("l.json", "[]", "'l.json' has no rows"),
        ("l.json", "[7]", "l.json:1: the element is a number, not an object"),
        (
            "l.json", "[{\"text\":\"x\"}]",
            "l.json:1: the element has neither 'data' (a task of Label Studio) nor 'fields' (a record of Argilla)"
        ),
        ("l.json", "[{\"data\":7}]", "l.json:1: 'data' is no object"),
        (
            "l.json", "[{\"data\":{\"id\":1},\"annotations\":[{\"result\":[{\"value\":{\"choices\":[\"self-harm\",\"discard\"]}}]}]}]",
            "l.json:1: an annotation has 2 choices, a message has one class"
        ),
        (
            "l.json", "[{\"data\":{\"id\":1},\"annotations\":[{\"result\":[{\"value\":{\"choices\":[7]}}]}]}]",
            "l.json:1: a choice is a number, not a string"
        ),
        (
            "l.json", "[{\"fields\":{\"text\":\"x\"},\"responses\":{\"a\":[],\"b\":[]}}]",
            "l.json:1: the questions are 'a', 'b', one of them has to be named 'label' or 'category'"
        ),
        (
            "l.json", "[{\"fields\":{\"text\":\"x\"},\"responses\":{\"label\":[{\"value\":[\"self-harm\"]}]}}]",
            "l.json:1: a response is an array, not the name of a class"
        ),
        ("l.json", "[{\"fields\":{\"text\":\"x\"},\"responses\":7}]", "l.json:1: 'responses' is a number"),
    ]

    @Test("a bad file is refused whole, with file, row, reason and what is allowed", arguments: refused)
    func refuses(name: String, content: String, message: String) { #expect(failure(name, content) == message) }

    @Test("no prefix of a file, and no file with a byte changed, traps")
    func mutations() {
        let content = Array(
            """
            [{"id":1,"data":{"text":"x","id":"m1"},"annotations":[{"completed_by":3,"result":[{"value":{"choices":["self-harm"]}}]}]},
            {"fields":{"text":"y"},"responses":{"label":[{"value":"discard","user_id":"u"}]}}]
            """.utf8)
        var outcomes = 0
        for index in content.indices {
            for bytes in [Array(content.prefix(index)), content.enumerated().map { $0 == index ? UInt8(ascii: "7") : $1 }] {
                for name in ["a.json", "a.jsonl", "a.csv", "a.tsv"] {
                    outcomes += (try? parseAnnotations(bytes, path: name)) == nil ? 0 : 1
                }
            }
        }
        #expect(outcomes > 50)
    }

    @Test("a file on disk is read; one that is not there is named")
    func files() throws {
        let folder = try TemporaryFolder()
        try writeFile(folder.path + "/l.csv", Array("id,label\n1,discard\n".utf8))
        #expect(try readAnnotationFile(folder.path + "/l.csv").rows.count == 1)
        #expect(throws: DataFileError.self) { try readAnnotationFile(folder.path + "/none.csv") }
    }
}
