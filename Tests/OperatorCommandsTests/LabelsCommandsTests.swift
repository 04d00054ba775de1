import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData
import OperatorCommands
import TestSupport
import Testing

struct LabelsCommandsTests {
    private static let importing = "POST /v1/labels/import"
    private static let sheet = "POST /v1/labels/sheet"
    private static let taken: [String: [FakeTrainer.Answer]] = [importing: [.init(["added": 1, "unchanged": 0, "imported_before": nil])]]

    @Test("rows are sent with what the file says of them, and a skip as null")
    func imports() throws {
        let place = try TrainerPlace(Self.taken)
        defer { place.trainer.stop() }
        let file = try place.file(
            "l.csv", "id,text,label,annotator,note\na,hello,Self Harm,ada,look\nb,,skip,,\nc,,,,\n,only text,discard,,\n")
        try place.run(["labels", "import", file, "--annotator", "mara", "--round", "r", "--again"])
        #expect(
            place.trainer.bodies(Self.importing) == [
                JSONObject([
                    ("round", "r"), ("annotator", "mara"), ("file", .string(file)), ("again", true),
                    (
                        "rows",
                        [
                            ["line": 2, "id": "a", "text": "hello", "label": "self-harm", "annotator": "ada", "note": "look"],
                            ["line": 3, "id": "b", "label": nil], ["line": 5, "text": "only text", "label": "not-harmful"],
                        ]
                    ),
                ])
            ])
    }

    @Test("without options: the account's name, no round, not again")
    func plain() throws {
        let place = try TrainerPlace(Self.taken)
        defer { place.trainer.stop() }
        try place.run(["labels", "import", try place.file("l.jsonl", #"{"id": "a", "label": "legal-advice"}"#), "--json"])
        let body = try #require(place.trainer.bodies(Self.importing).first)
        #expect(body["round"] == nil && body["annotator"] == .string(accountName()) && body["again"] == false)
    }

    @Test("the exports of Label Studio and Argilla are taken")
    func tools() throws {
        let place = try TrainerPlace(Self.taken)
        defer { place.trainer.stop() }
        let row = AnnotationSheetRow(id: "a", text: "hello", label: .medicalAdvice, annotator: "ada")
        let studio = try place.file("s.json", String(decoding: annotationSheet([row], as: .labelStudio), as: UTF8.self))
        let argilla = try place.file(
            "g.json",
            #"[{"id": "a", "fields": {"text": "hello"}, "responses": [{"user_id": "u", "status": "submitted", "#
                + #""values": {"label": {"value": "medical-advice"}}}]}]"#)
        try place.run(["labels", "import", studio, argilla])
        let rows = place.trainer.bodies(Self.importing).compactMap { $0["rows"]?.array?.first?.object }
        #expect(rows.count == 2 && rows.allSatisfy { $0["id"] == "a" && $0["label"] == "medical-advice" })
    }

    @Test("a bad row in the last file sends nothing, and says what was probably meant")
    func checksFirst() throws {
        let place = try TrainerPlace(Self.taken)
        defer { place.trainer.stop() }
        let files = [try place.file("a.csv", "id,label\na,self-harm\n"), try place.file("b.csv", "id,label\na,self-harn\n")]
        let error = try place.failure(["labels", "import"] + files)
        #expect(error.exit == .inputMissing && error.message.contains("b.csv:2") && error.message.contains("did you mean 'self-harm'?"))
        #expect(place.trainer.requests.isEmpty)
    }

    @Test("a file that nobody has filled in is not sent")
    func unanswered() throws {
        let place = try TrainerPlace(Self.taken)
        defer { place.trainer.stop() }
        try place.run(["labels", "import", try place.file("a.csv", "id,text,label\na,hello,\n")])
        #expect(place.trainer.requests.isEmpty)
    }

    @Test("what came of an import is said in one line")
    func lines() throws {
        #expect(
            labelImportLine("f", JSONObject([("added", 3), ("unchanged", 1)]), unanswered: 2)
                == "f: 3 added, 1 known already, 2 without an answer")
        #expect(
            labelImportLine("f", JSONObject([("imported_before", "2026-11-22")]), unanswered: 0)
                == "f: imported before, at 2026-11-22; nothing was done (--again reads it once more)")
    }

    private static let answer: JSONValue = [
        "round": "round-7",
        "rows": [
            ["id": "a", "text": "hello, \"you\"", "label": "self-harm", "skipped": false, "annotator": "ada", "note": nil],
            ["id": "b", "text": "two\nlines", "label": nil, "skipped": true, "annotator": "ada", "note": "odd"],
            ["id": "c", "text": "open", "label": nil, "skipped": false, "annotator": nil, "note": nil],
        ],
    ]

    @Test("what is exported reads back as what is imported, in every format", arguments: ["csv", "jsonl", "label-studio"])
    func exports(format: String) throws {
        let place = try TrainerPlace([Self.sheet: [.init(Self.answer)]])
        defer { place.trainer.stop() }
        let out = place.folder.path + (format == "csv" ? "/o.csv" : format == "jsonl" ? "/o.jsonl" : "/o.json")
        try place.run(["labels", "export", "--round", "r", "--format", format, "--out", out])
        #expect(place.trainer.bodies(Self.sheet) == [JSONObject([("round", "r")])])
        let file = try readAnnotationFile(out)
        #expect(file.unanswered == 1)
        #expect(file.rows.map(\.messageID) == ["a", "b"] && file.rows.map(\.label) == [.selfHarm, nil])
        #expect(file.rows.map(\.text) == ["hello, \"you\"", "two\nlines"])
        let error = try place.failure(["labels", "export", "--out", out])
        #expect(error.exit == .usage, "a file that is there is not overwritten")
    }

    @Test("--all asks for everything; with --round it makes no sense")
    func all() throws {
        let place = try TrainerPlace([Self.sheet: [.init(["round": nil, "rows": []])]])
        defer { place.trainer.stop() }
        try place.run(["labels", "export", "--all", "--out", place.folder.path + "/all.csv", "--json"])
        #expect(place.trainer.bodies(Self.sheet) == [JSONObject([("all", true)])])
        #expect(throws: (any Error).self) { try place.run(["labels", "export", "--all", "--round", "r"]) }
    }

    static let unreadable: [JSONValue] = [
        [:], ["rows": [1]], ["rows": [["id": "a"]]], ["rows": [["id": "a", "text": "t", "label": "very-harmful", "skipped": false]]],
    ]

    @Test("rows that cannot be read are exit 70 and leave no file", arguments: unreadable)
    func nonsense(answer: JSONValue) throws {
        let place = try TrainerPlace([Self.sheet: [.init(answer)]])
        defer { place.trainer.stop() }
        let out = place.folder.path + "/o.csv"
        #expect(try place.failure(["labels", "export", "--out", out]).exit == .ourBug)
        #expect(!isFile(out))
    }
}
