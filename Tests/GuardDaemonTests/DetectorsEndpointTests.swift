import Classification
import GuardDaemon
import HTTPService
import JSONParsing
import Testing

struct DetectorsEndpointTests {
    static let labels = RunningGuard.labels

    static func query(_ body: String) throws(APIError) -> DetectorQuery {
        try DetectorQuery(try HTTPRequest(method: "POST", path: "/", body: Array(body.utf8)).decodeJSONBody(), limit: 2)
    }

    static func found(_ body: String, _ scores: [Float], _ policy: Policy = .standard) throws -> [String] {
        try query(body).detections("x", labels: labels, scores: scores, policy: policy)
            .compactMap { $0.object?["detection_type"]?.string }
    }

    @Test("a detection is about the whole text, whose length is counted in Unicode scalars")
    func golden() throws {
        let text = "e\u{301} 👩‍🚒"
        let found = try Self.query(#"{"contents":["x"]}"#)
            .detections(text, labels: Self.labels, scores: [0.5, 0, 0, 0, 0, 0.5], policy: .standard)
        let golden =
            #"[{"start":0,"end":6,"text":"e\#u{301} 👩‍🚒","detection":"single_label_classification","#
            + #""detection_type":"self-harm","score":0.5}]"#
        #expect(try JSONParser.parse(Array(golden.utf8)) == .array(found))
    }

    @Test("without a threshold the policy's rules decide, and only those that flag")
    func policy() throws {
        let body = #"{"contents":["x"],"detector_params":{}}"#
        #expect(try Self.found(body, [0.36, 0.49, 0.5, 0, 0.34, 1]) == ["self-harm", "legal-advice"])
        #expect(try Self.found(body, [0, 0, 0, 0, 0, 1]) == [])
        var policy = Policy.standard
        policy.rules["self-harm"]?.action = .log
        #expect(try Self.found(body, [1, 0, 0, 0, 0, 0], policy) == [])
    }

    @Test("a threshold takes the place of the rules' own, but not of a rule that leaves a label alone, and never finds harmlessness")
    func threshold() throws {
        let body = #"{"contents":["x"],"detector_params":{"threshold":0.25}}"#
        #expect(try Self.found(body, [0.25, 0.3, 0.2, 0, 0, 1]) == ["self-harm", "medical-advice"])
        var policy = Policy.standard
        policy.rules["self-harm"]?.action = .off
        policy.rules["medical-advice"]?.action = .log
        #expect(try Self.found(body, [1, 1, 0, 0, 0, 1], policy) == [])
        #expect(try Self.found(body, [1, 0, 0, 0, 0, 1], Policy(rules: [:])) == ["self-harm"])
    }

    @Test("a model that no rule looks at finds nothing in anything, so without a threshold it does not answer")
    func noRule() throws {
        let none = Policy(rules: [:])
        #expect(try Self.query(#"{"contents":["x"]}"#).refusal(labels: ["toxic"], policy: none)?.code == "no_rule")
        #expect(try Self.query(#"{"contents":["x"]}"#).refusal(labels: ["toxic"], policy: .standard)?.code == "no_rule")
        #expect(try Self.query(#"{"contents":["x"]}"#).refusal(labels: Self.labels, policy: .standard) == nil)
        let named = try Self.query(#"{"contents":["x"],"detector_params":{"threshold":0.5}}"#)
        #expect(named.refusal(labels: ["toxic"], policy: none) == nil)
    }

    static let refused: [(body: String, message: String)] = [
        ("{}", "'contents' is missing; it is a list of strings"),
        (#"{"contents":"x"}"#, "'contents' must be a list of strings, found a string"),
        (#"{"contents":[]}"#, "'contents' is an empty list"),
        (#"{"contents":["x",""]}"#, "'contents[1]' is empty: there is nothing to classify"),
        (#"{"contents":["x",null]}"#, "'contents[1]' must be a string, found null"),
        (#"{"contents":["x","x","x"]}"#, "'contents' has 3 texts, at most 2 are allowed"),
        (#"{"contents":["x"],"detector_params":3}"#, "'detector_params' must be an object, found a number"),
        (#"{"contents":["x"],"detector_params":{"threshold":1.5}}"#, "'detector_params.threshold' must be a number from 0 to 1"),
        (#"{"contents":["x"],"detector_params":{"threshold":"0.5"}}"#, "'detector_params.threshold' must be a number from 0 to 1"),
        (#"{"contents":["x"],"detector_params":{"treshold":0}}"#, "unknown field 'detector_params.treshold'; known are 'threshold'"),
        (#"{"contents":["x"],"content":"y"}"#, "unknown field 'content'; known are 'contents', 'detector_params'"),
    ]

    @Test("what cannot be answered is a 422 that names the field, in the protocol's shape", arguments: refused)
    func refuses(body: String, message: String) throws {
        do throws(APIError) {
            _ = try Self.query(body)
            Issue.record("\(body) was taken")
        } catch {
            let response = DetectorQuery.response(error)
            #expect(response.status == 422)
            #expect(try JSONParser.parse(response.body) == ["code": 422, "message": .string(message)])
        }
    }

    @Test("every text has its list, with what /v1/classify calls its scores")
    func sameScores() async throws {
        let body = #"{"contents":["calm alarm","calm"],"detector_params":{"threshold":0}}"#
        let answers = try await RunningGuard().answers([
            ("/v1/classify", #"{"input":["calm alarm","calm"]}"#), ("/api/v1/text/contents", body),
        ])
        let results = try #require(answers[0].json.object?["results"]?.array)
        let lists = try #require(answers[1].json.array)
        #expect(lists.count == 2)
        for (list, result) in zip(lists, results) {
            let scores = try #require(result.object?["scores"]?.object)
            let found = try #require(list.array)
            #expect(found.compactMap { $0.object?["detection_type"]?.string } == Self.labels.dropLast())
            for row in found { #expect(row.object?["score"] == scores[row.object?["detection_type"]?.string ?? ""]) }
        }
        let absent = try await RunningGuard.withoutModel("/api/v1/text/contents", body)
        #expect(absent.status == 503 && absent.text == #"{"code":503,"message":"no model is loaded"}"#)
    }
}
