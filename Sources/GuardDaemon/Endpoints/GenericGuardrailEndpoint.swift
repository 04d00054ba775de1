package import Classification
package import HTTPService
package import JSONParsing

/// `POST /beta/litellm_basic_guardrail_api`: the generic guardrail API of LiteLLM.
///
///     {"texts": ["text", …], "input_type": "request", …} -> {"action": "NONE", "blocked_reason": null, "texts": null}
///     -> {"action": "BLOCKED", "blocked_reason": "blocked by policy: self-harm 0.984", "texts": null}
///
/// All texts are judged together: `BLOCKED` as soon as the policy's action for one of them is `block`, and `NONE` for what it allows,
/// logs or warns of. Texts are never rewritten, so `GUARDRAIL_INTERVENED` does not occur. What a model calls a tool with is a text too.
///
/// LiteLLM sends a description of the call along (headers, user, tools, model), and more with each version: unknown fields are passed
/// over. `additional_provider_specific_params` are too, on purpose: whoever writes to the chat can set them, and must not be able to
/// switch the guard off.
///
/// Fail closed: LiteLLM takes 502, 503 and 504 for "unreachable" and may be configured to let a message pass then. Here no verdict is
/// never one of these: without a model the status is 500. An image is an error, since nobody looked at it. An empty turn is passed over
/// when there is another text; with nothing to read at all there is no verdict.
extension GuardService {
    func guardConversation(_ request: HTTPRequest, _ responder: Responder) {
        let responder = responder.shapingErrors(GuardrailQuery.response)
        do throws(APIError) {
            let query = try GuardrailQuery(try request.decodeJSONBody(), limit: configuration.maxInputs)
            classify(
                query.texts, responder, asked: AskedRequest(request, idPrefix: "pkt"), naming: .list(query.names),
                refusal: { served in
                    served.policy.canFlag(served.model.labels)
                        ? nil : .noRule(served.model.labels, remedy: "write rules", param: nil)
                }
            ) { served, verdicts in
                GuardrailQuery.answer(labels: served.model.labels, scores: verdicts.map(\.scores), policy: served.policy)
            }
        } catch { responder.respond(error) }
    }
}

/// A request to guard a conversation, checked.
package struct GuardrailQuery: Equatable, Sendable {
    package let texts: [String]
    /// What errors call each of the texts: `texts[3]`, `tool_calls[0].function.arguments`.
    package let names: [String]

    /// - Parameter limit: How many texts are allowed.
    /// - Throws: A 400 that names the field at fault.
    package init(_ body: JSONObject, limit: Int) throws(APIError) {
        for (index, image) in try Self.list("images", body).enumerated() where image != .null {
            throw .invalid(
                "'images[\(index)]' is an image; this guard reads text only, and does not call an image safe", param: "images[\(index)]",
                code: "unsupported_input_type")
        }
        var found: [(name: String, text: String)] = []
        for (index, element) in try Self.list("texts", body).enumerated() {
            guard let text = element.string else { throw .wrongType("texts[\(index)]", "a string", element) }
            found.append(("texts[\(index)]", text))
        }
        for (index, element) in try Self.list("tool_calls", body).enumerated() {
            found.append(contentsOf: try Self.texts(ofToolCall: element, "tool_calls[\(index)]"))
        }
        found.removeAll { !TextInputs.isReadable($0.text) }
        guard !found.isEmpty else {
            throw .invalid("'texts' holds nothing to classify, which is no verdict", param: "texts", code: "empty_input")
        }
        names = found.map(\.name)
        texts = try TextInputs(texts: found.map(\.text), field: "texts", naming: .list(names), limit: limit).texts
    }

    private static func list(_ name: String, _ body: JSONObject) throws(APIError) -> [JSONValue] {
        guard let value = body[name], value != .null else { return [] }
        guard let list = value.array else { throw .wrongType(name, "a list", value) }
        return list
    }

    private static func texts(ofToolCall value: JSONValue, _ name: String) throws(APIError) -> [(name: String, text: String)] {
        guard let function = value.object?["function"]?.object else {
            throw .invalid("'\(name)' must be an object with a 'function'", param: name, code: "invalid_type")
        }
        var result: [(name: String, text: String)] = []
        for key in ["name", "arguments"] {
            guard let value = function[key], value != .null else { continue }
            let place = "\(name).function.\(key)"
            guard let text = value.string else { throw .wrongType(place, "a string", value) }
            result.append((place, text))
        }
        // The name alone is what a call without arguments says.
        let hasArguments = result.contains { $0.name.hasSuffix(".arguments") && TextInputs.isReadable($0.text) }
        return result.filter { !hasArguments || $0.name.hasSuffix(".arguments") }
    }

    /// - Parameter scores: Of each text, in the order of `labels`.
    package static func answer(labels: [String], scores: [[Float]], policy: Policy) -> JSONValue {
        var blocking: [String: Float] = [:]
        for scores in scores {
            for label in policy.decide(labels: labels, scores: scores).reached where policy.rules[label]?.action == .block {
                guard let index = labels.firstIndex(of: label) else { continue }
                blocking[label] = max(blocking[label] ?? 0, scores[index])
            }
        }
        let reasons = labels.compactMap { label in blocking[label].map { "\(label) \(rounded($0))" } }
        return [
            "action": reasons.isEmpty ? "NONE" : "BLOCKED",
            "blocked_reason": reasons.isEmpty ? .null : .string("blocked by policy: " + reasons.joined(separator: ", ")), "texts": .null,
        ]
    }

    /// A score with three digits: `0.984`.
    private static func rounded(_ score: Float) -> String {
        let thousandths = Int((min(max(score, 0), 1) * 1_000).rounded())
        let digits = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }

    /// Ours, except that no status says "unreachable".
    package static func response(_ error: APIError) -> HTTPResponse {
        error.response(error.json, status: (502...504).contains(error.status) ? 500 : error.status)
    }
}
