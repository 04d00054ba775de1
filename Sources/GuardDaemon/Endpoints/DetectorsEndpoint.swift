package import Classification
package import HTTPService
package import JSONParsing
import LabeledData

/// `POST /api/v1/text/contents`: the detectors API of the FMS guardrails orchestrator.
///
///     {"contents": ["text", …], "detector_params": {"threshold": 0.5}}
///     -> [[{"start": 0, "end": 4, "text": "text", "detection": "single_label_classification",
///           "detection_type": "self-harm", "score": 0.9}], …]
///
/// One list for each text, empty when nothing was detected. A detection is a class that reached the threshold of a policy rule that
/// flags. `threshold` takes the place of those thresholds; it then counts for every label that the policy does not leave alone, of a
/// model of foreign labels for those without a rule too. A detection is about the whole text: `start` and `end` count its Unicode
/// scalars, as Python does. The text goes back to who sent it, because this protocol wants it; it is written nowhere else.
extension GuardService {
    func detect(_ request: HTTPRequest, _ responder: Responder) {
        let responder = responder.shapingErrors(DetectorQuery.response)
        do throws(APIError) {
            let query = try DetectorQuery(try request.decodeJSONBody(), limit: configuration.maxInputs)
            let refusal = { (served: ModelHost.Served) in query.refusal(labels: served.model.labels, policy: served.policy) }
            classify(query.texts, responder, asked: AskedRequest(request, idPrefix: "pkt"), naming: .field("contents"), refusal: refusal) {
                served, verdicts in
                .array(
                    zip(query.texts, verdicts).map { text, verdict in
                        .array(query.detections(text, labels: served.model.labels, scores: verdict.scores, policy: served.policy))
                    })
            }
        } catch { responder.respond(error) }
    }
}

/// A request for detections, checked.
package struct DetectorQuery: Equatable, Sendable {
    package let texts: [String]
    private let threshold: Float?

    /// - Parameter limit: How many texts are allowed.
    /// - Throws: An error that names the field at fault.
    package init(_ body: JSONObject, limit: Int) throws(APIError) {
        try body.refuseUnknownFields(besides: ["contents", "detector_params"])
        guard let contents = body["contents"] else { throw .missing("contents", "a list of strings") }
        guard contents.array != nil else { throw .wrongType("contents", "a list of strings", contents) }
        texts = try TextInputs(contents, field: "contents", limit: limit).texts
        threshold = try Self.threshold(body["detector_params"])
    }

    private static func threshold(_ value: JSONValue?) throws(APIError) -> Float? {
        let name = "detector_params"
        guard let value, value != .null else { return nil }
        guard let parameters = value.object else { throw .wrongType(name, "an object", value) }
        try parameters.refuseUnknownFields(besides: ["threshold"], of: name)
        guard let threshold = parameters["threshold"], threshold != .null else { return nil }
        guard let number = threshold.double, (0...1).contains(number) else {
            throw .invalid("'\(name).threshold' must be a number from 0 to 1", param: "\(name).threshold", code: "invalid_type")
        }
        return Float(number)
    }

    /// Why the model cannot answer: where no rule flags any of its labels and the client names no threshold, it would find nothing in
    /// any text.
    package func refusal(labels: [String], policy: Policy) -> APIError? {
        guard threshold == nil, !policy.canFlag(labels) else { return nil }
        return .noRule(labels, remedy: "give 'detector_params.threshold' or write rules", param: "detector_params.threshold")
    }

    package func detections(_ text: String, labels: [String], scores: [Float], policy: Policy) -> [JSONValue] {
        let reached = Set(policy.decide(labels: labels, scores: scores).reached)
        return zip(labels, scores).filter { label, score in
            guard let threshold else { return reached.contains(label) }
            return score >= threshold && Self.isLookedAt(label, policy)
        }.map { label, score in
            [
                "start": 0, "end": .int(text.unicodeScalars.count), "text": .string(text), "detection": "single_label_classification",
                "detection_type": .string(label), "score": .float(score),
            ]
        }
    }

    /// Whether a label is something to detect: not harmlessness, and not what the operator's rule leaves alone.
    private static func isLookedAt(_ label: String, _ policy: Policy) -> Bool {
        policy.rules[label].map(\.action.flags) ?? (label != SafetyClass.notHarmful.name)
    }

    /// `{"code":422,"message":"…"}`.
    package static func response(_ error: APIError) -> HTTPResponse {
        let status = error.status == 400 ? 422 : error.status
        return error.response(["code": .int(status), "message": .string(error.message)], status: status)
    }
}

extension Policy {
    /// Whether a rule can flag one of these labels.
    func canFlag(_ labels: [String]) -> Bool { labels.contains { rules[$0]?.action.flags ?? false } }
}

extension APIError {
    /// Of a model that no rule looks at nothing is ever flagged, which is not the same as safe.
    static func noRule(_ labels: [String], remedy: String, param: String?) -> APIError {
        .invalid(
            "no policy rule flags a label of the model in service; \(remedy) for \(labels.prefix(20).joined(separator: ", "))",
            param: param, code: "no_rule")
    }
}
