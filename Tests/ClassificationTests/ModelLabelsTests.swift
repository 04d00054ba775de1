import Classification
import JSONParsing
import LabeledData
import Testing

struct ModelLabelsTests {
    @Test("labels are in the order of their numbers, however the file orders them")
    func order() throws {
        let model = try TinyModel()
        let members = SafetyClass.names.enumerated().reversed().map { ("\($0)", JSONValue.string($1)) }
        try model.setLabels(json: .object(JSONObject(members)))
        #expect(try Classifier(.folder(model.path)).labels == SafetyClass.names)
    }

    static let refused = [
        "{}", #"{"0":"a"}"#, #"{"0":"a","2":"b"}"#, #"{"1":"a","2":"b"}"#, #"{"0":"a","x":"b"}"#, #"{"0":"a","-1":"b"}"#,
        #"{"0":"a","00":"b"}"#, #"{"0":"a","1":2}"#, #"{"0":"a","1":""}"#, #"["a","b"]"#, #""a""#,
    ]

    @Test("labels that do not number the classes from 0 on are refused", arguments: refused)
    func refuses(text: String) throws {
        let model = try TinyModel()
        try model.setLabels(json: try JSONParser.parse(text))
        let error = try #require(throws: ClassificationError.self) { try Classifier(.folder(model.path)) }
        guard case .labels(let reason) = error else {
            Issue.record("found \(error)")
            return
        }
        #expect(reason.hasPrefix("config.json: 'id2label'"))
    }

    static let nothing: [JSONValue?] = [Optional<JSONValue>.none, .some(.null)]

    @Test("without id2label, or with null for it, labels are LABEL_0 and so on", arguments: nothing)
    func absent(json: JSONValue?) throws {
        let model = try TinyModel()
        try model.setLabels(json: json)
        #expect(try Classifier(.folder(model.path)).labels == ["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3", "LABEL_4", "LABEL_5"])
    }

    @Test("a label that stands twice is refused")
    func twice() throws {
        let model = try TinyModel()
        try model.setLabels(["a", "b", "c", "d", "e", "a"])
        #expect(throws: ClassificationError.labels(reason: "config.json: 'id2label' names a label twice")) {
            try Classifier(.folder(model.path))
        }
    }
}
