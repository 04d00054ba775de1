import Classification
import HTTPService
import JSONParsing

/// `POST /v1/classify`: every score of every text.
///
/// `layers` says after how many layers of the encoder the verdict was reached: fewer than the model has where the text stopped early.
///
/// `action` is `allow` where the policy looked and let the text through. Where no rule looks at the text's label, as with a model of
/// foreign labels that nobody has written rules for, it is `no-rule`: that is not the same as safe.
extension GuardService {
    func classify(_ request: HTTPRequest, _ responder: Responder) {
        do throws(APIError) {
            let body = try request.decodeJSONBody()
            for key in body.keys where key != "input" {
                throw .invalid("unknown field '\(key)'; 'input' is the only one", param: key, code: "unknown_field")
            }
            let inputs = try TextInputs(body["input"], limit: configuration.maxInputs)
            let asked = AskedRequest(request, idPrefix: "pkt")
            classify(inputs.texts, responder, asked: asked) { served, verdicts in
                [
                    "id": .string(asked.id), "model": .string(served.model.name),
                    "results": .array(verdicts.map { Self.result($0, served) }),
                ]
            }
        } catch { responder.respond(error) }
    }

    static func result(_ verdict: Verdict, _ served: ModelHost.Served) -> JSONValue {
        let decision = served.policy.decide(labels: served.model.labels, scores: verdict.scores)
        return [
            "label": .string(verdict.label),
            "confidence": .float(verdict.confidence),
            "scores": .object(JSONObject(zip(served.model.labels, verdict.scores).map { ($0, .float($1)) })),
            "flagged": .bool(decision.flagged),
            "action": .string(action(decision, verdict.label, served.policy)),
            "entropy": .float(verdict.entropy),
            "tokens": .int(verdict.tokens),
            "layers": .int(verdict.layers),
            "windows": .int(verdict.windows),
            "truncated": .bool(verdict.truncated),
        ]
    }

    static func action(_ decision: Policy.Decision, _ label: String, _ policy: Policy) -> String {
        guard decision.action == .off else { return decision.action.rawValue }
        return policy.hasNoWord(on: label) ? "no-rule" : "allow"
    }
}
