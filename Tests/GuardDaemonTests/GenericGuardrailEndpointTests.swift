import Classification
import GuardDaemon
import HTTPService
import JSONParsing
import Testing

struct GenericGuardrailEndpointTests {
    static let path = "/beta/litellm_basic_guardrail_api"
    static let labels = RunningGuard.labels

    static func query(_ body: String, limit: Int = 3) throws(APIError) -> GuardrailQuery {
        try GuardrailQuery(try HTTPRequest(method: "POST", path: path, body: Array(body.utf8)).decodeJSONBody(), limit: limit)
    }

    static func answer(_ scores: [[Float]], _ policy: Policy = .standard) -> String {
        JSONWriter.compactText(GuardrailQuery.answer(labels: labels, scores: scores, policy: policy))
    }

    static let none = #"{"action":"NONE","blocked_reason":null,"texts":null}"#

    @Test("what the policy blocks is blocked, with the classes and their highest scores")
    func blocked() {
        #expect(
            Self.answer([[0.36, 0, 0, 0, 0.9996, 0.1], [0.98449, 0.6, 0, 0, 0, 0]])
                == #"{"action":"BLOCKED","blocked_reason":"blocked by policy: self-harm 0.984, emergency-situation 1.000","texts":null}"#)
        #expect(Self.answer([[0, 0, 0, 0, 0, 1], [0.5, 0, 0, 0, 0, 0]]).contains("self-harm 0.500"), "one text of several is enough")
    }

    @Test("what the policy allows, logs or warns of passes")
    func passes() {
        #expect(Self.answer([[0.34, 0, 0, 0, 0.34, 0.3]]) == Self.none)
        #expect(Self.answer([[0, 1, 1, 1, 0, 0]]) == Self.none)
        var policy = Policy.standard
        policy.rules["self-harm"]?.action = .log
        policy.rules["medical-advice"]?.action = .block
        #expect(Self.answer([[1, 0, 0, 0, 0, 0]], policy) == Self.none)
        #expect(Self.answer([[1, 1, 0, 0, 0, 0]], policy).contains(#""blocked by policy: medical-advice 1.000""#))
    }

    @Test("what LiteLLM sends along is passed over, provider parameters included")
    func extras() throws {
        let query = try Self.query(
            #"{"input_type":"request","litellm_call_id":null,"texts":["x"],"request_data":{"user_api_key_alias":"k"},"images":null,"#
                + #""additional_provider_specific_params":{"threshold":2,"action":"NONE"},"tool_calls":[],"model":"m","new":[1]}"#)
        #expect(query.texts == ["x"] && query.names == ["texts[0]"])
    }

    @Test("what a tool is called with is a text; an empty turn beside another is passed over")
    func toolCalls() throws {
        let query = try Self.query(
            #"{"texts":[" ","x"],"tool_calls":[{"id":"1","function":{"name":"f","arguments":"{\"a\":1}"}},"#
                + #"{"function":{"name":"g","arguments":""}}]}"#)
        #expect(query.texts == ["x", #"{"a":1}"#, "g"])
        #expect(query.names == ["texts[1]", "tool_calls[0].function.arguments", "tool_calls[1].function.name"])
    }

    static let refused: [(body: String, code: String, param: String?)] = [
        ("[]", "invalid_json", nil), ("{}", "empty_input", "texts"), (#"{"texts":null}"#, "empty_input", "texts"),
        (#"{"texts":[]}"#, "empty_input", "texts"), (#"{"texts":[""," \t"]}"#, "empty_input", "texts"),
        (#"{"texts":"x"}"#, "invalid_type", "texts"), (#"{"texts":["x",{"text":"y"}]}"#, "invalid_type", "texts[1]"),
        (#"{"texts":["x","x","x","x"]}"#, "too_many_inputs", "texts"),
        (#"{"texts":["x"],"images":["data:image/png;base64,AA"]}"#, "unsupported_input_type", "images[0]"),
        (#"{"texts":["x"],"images":"y"}"#, "invalid_type", "images"),
        (#"{"texts":["x"],"tool_calls":[1]}"#, "invalid_type", "tool_calls[0]"),
        (#"{"texts":["x"],"tool_calls":[{"function":{"arguments":{}}}]}"#, "invalid_type", "tool_calls[0].function.arguments"),
    ]

    @Test("what nobody could judge is an error that names the field, never NONE", arguments: refused)
    func refuses(body: String, code: String, param: String?) {
        do throws(APIError) {
            _ = try Self.query(body)
            Issue.record("\(body) was taken")
        } catch { #expect(error.status == 400 && error.code == code && error.param == param) }
    }

    @Test("no status says 'unreachable', which LiteLLM may be told to let pass", arguments: [400, 404, 429, 500, 502, 503, 504])
    func failsClosed(status: Int) {
        let response = GuardrailQuery.response(APIError(status: status, message: "m", code: "c", retryAfterSeconds: 2))
        #expect(response.status >= 400 && !(502...504).contains(response.status))
        #expect(response.headers["Retry-After"] == "2")
    }

    @Test("no model, a text that is too long, and a model that no rule looks at are no verdicts")
    func noVerdict() async throws {
        let absent = try await RunningGuard.withoutModel(Self.path, #"{"texts":["x"]}"#)
        #expect(absent.status == 500 && absent.json.object?["error"]?.object?["code"] == "no_model")
        let long = try await RunningGuard(adjust: { $0.maxInputTokens = 8 })
            .answer(Self.path, #"{"texts":["","calm calm calm calm calm calm calm calm calm"]}"#)
        #expect(long.status == 400 && long.json.object?["error"]?.object?["param"] == "texts[1]")
        let foreign = try await RunningGuard(labels: ["toxic", "hate", "very bad", "rude", "other", "fine"])
            .answer(Self.path, #"{"texts":["calm"]}"#)
        #expect(foreign.status == 400 && foreign.json.object?["error"]?.object?["code"] == "no_rule")
    }

    static let actions: [(action: PolicyAction, isBlocked: Bool)] = [(.block, true), (.warn, false), (.log, false), (.off, false)]

    @Test("the decision is that of /v1/classify", arguments: actions)
    func sameDecision(action: PolicyAction, isBlocked: Bool) async throws {
        let rules = Dictionary(uniqueKeysWithValues: Self.labels.dropLast().map { ($0, PolicyOverride(threshold: 0, action: .log)) })
        let policy = rules.merging(["self-harm": PolicyOverride(threshold: 0, action: action)]) { $1 }
            .merging(["legal-advice": PolicyOverride(threshold: 1, action: .warn)]) { $1 }
        let answers = try await RunningGuard(policy: policy).answers([
            ("/v1/classify", #"{"input":"calm alarm"}"#), (Self.path, #"{"texts":["calm alarm"]}"#),
        ])
        let said = answers[0].json.object?["results"]?.array?.first?.object?["action"]
        #expect((said == "block") == isBlocked)
        #expect(answers[1].json.object?["action"] == (isBlocked ? "BLOCKED" : "NONE"))
    }
}
