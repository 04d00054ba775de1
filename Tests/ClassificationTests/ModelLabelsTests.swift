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

    @Test("a model without labels is refused: its outputs mean nothing")
    func absent() throws {
        let model = try TinyModel()
        try model.setLabels(json: nil)
        #expect(throws: ClassificationError.labels(reason: "config.json: 'id2label' with at least two labels is missing")) {
            try Classifier(.folder(model.path))
        }
    }
}
