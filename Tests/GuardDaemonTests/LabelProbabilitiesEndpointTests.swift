import GuardDaemon
import HTTPService
import JSONParsing
import Testing

struct LabelProbabilitiesEndpointTests {
    static func query(_ body: String) throws(APIError) -> LabelQuery {
        try LabelQuery(try HTTPRequest(method: "POST", path: "/classify", body: Array(body.utf8)).decodeJSONBody(), limit: 2)
    }

    @Test("the answer has vLLM's shape, with the probabilities in the order of the labels")
    func golden() {
        let labels = ["a", "b"]
        let verdicts = [
            RunningGuard.verdict([0.25, 0.75], labels: labels, tokens: 5), RunningGuard.verdict([1, 0], labels: labels, tokens: 7),
        ]
        let answer = LabelQuery.answer(labels: labels, verdicts: verdicts, model: "m", id: "classify-1", created: 17)
        #expect(
            JSONWriter.compactText(answer)
                == #"{"id":"classify-1","object":"list","created":17,"model":"m","data":["#
                + #"{"index":0,"label":"b","probs":[0.25,0.75],"num_classes":2},"#
                + #"{"index":1,"label":"a","probs":[1.0,0.0],"num_classes":2}],"#
                + #""usage":{"prompt_tokens":12,"total_tokens":12,"completion_tokens":0,"prompt_tokens_details":null}}"#)
    }

    @Test("the model in service goes by its own name, as picket, or by none; another is a 404")
    func models() throws {
        for name in ["\"here\"", "\"picket\"", "\"picket-latest\"", "null"] {
            #expect(try Self.query(#"{"input":"x","user":"u","model":"# + name + "}").refusal(of: "here") == nil)
        }
        #expect(try Self.query(#"{"input":"x"}"#).refusal(of: "here") == nil)
        let refusal = try Self.query(#"{"input":"x","model":"toxic-bert"}"#).refusal(of: "here")
        #expect(refusal?.status == 404 && refusal?.code == "model_not_found" && refusal?.param == "model")
    }

    static let refused: [(body: String, code: String, param: String?)] = [
        ("[]", "invalid_json", nil), ("{}", "missing_input", "input"), (#"{"input":null}"#, "invalid_type", "input"),
        (#"{"input":[1,2]}"#, "invalid_type", "input[0]"), (#"{"input":[["x"]]}"#, "invalid_type", "input[0]"),
        (#"{"input":[]}"#, "empty_input", "input"), (#"{"input":["x"," "]}"#, "empty_input", "input[1]"),
        (#"{"input":["x","x","x"]}"#, "too_many_inputs", "input"), (#"{"input":"x","model":1}"#, "invalid_type", "model"),
        (#"{"input":"x","user":1}"#, "invalid_type", "user"), (#"{"input":"x","messages":[]}"#, "unknown_field", "messages"),
        (#"{"input":"x","input":"y"}"#, "duplicate_key", "input"), ("{\"input\":\"\\ud800\"}", "lone_surrogate", nil),
    ]

    @Test("what cannot be answered is a 400 that names the field", arguments: refused)
    func refuses(body: String, code: String, param: String?) {
        do throws(APIError) {
            _ = try Self.query(body)
            Issue.record("\(body) was taken")
        } catch { #expect(error.status == 400 && error.code == code && error.param == param) }
    }

    @Test("label and probabilities are those of /v1/classify; a foreign name and no model are errors")
    func sameVerdict() async throws {
        let answers = try await RunningGuard().answers([
            ("/v1/classify", #"{"input":["calm alarm","calm"]}"#), ("/classify", #"{"model":"picket","input":["calm alarm","calm"]}"#),
            ("/classify", #"{"model":"gpt","input":"calm"}"#),
        ])
        let results = try #require(answers[0].json.object?["results"]?.array)
        let data = try #require(answers[1].json.object?["data"]?.array)
        #expect(data.count == 2 && answers[1].json.object?["model"] == answers[0].json.object?["model"])
        for (row, result) in zip(data, results) {
            #expect(row.object?["label"] == result.object?["label"])
            #expect(row.object?["probs"]?.array == result.object?["scores"]?.object?.members.map(\.value))
        }
        #expect(answers[2].status == 404)
        #expect(try await RunningGuard.withoutModel("/classify", #"{"input":"x"}"#).status == 503)
    }
}
