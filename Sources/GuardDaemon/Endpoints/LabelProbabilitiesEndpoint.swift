package import Classification
package import HTTPService
package import JSONParsing

/// `POST /classify`: vLLM's classification API.
///
///     {"model": "picket", "input": ["text", …]}
///     -> {"id": "classify-…", "object": "list", "created": 1764000000, "model": "…", "data":
///         [{"index": 0, "label": "self-harm", "probs": [0.9, …], "num_classes": 6}, …], "usage": {"prompt_tokens": 9, …}}
///
/// `probs` are in the order of the model's labels, which `/info` names. `label` is the most probable one, which says less than the
/// policy: a class can reach its threshold without being the label. Errors have vLLM's shape, which is ours.
extension GuardService {
    func labelProbabilities(_ request: HTTPRequest, _ responder: Responder) {
        do throws(APIError) {
            let query = try LabelQuery(try request.decodeJSONBody(), limit: configuration.maxInputs)
            let asked = AskedRequest(request, idPrefix: "classify")
            classify(query.texts, responder, asked: asked, refusal: { query.refusal(of: $0.model.name) }) { served, verdicts in
                LabelQuery.answer(
                    labels: served.model.labels, verdicts: verdicts, model: served.model.name, id: asked.id,
                    created: UTCTime.now.secondsSince1970)
            }
        } catch { responder.respond(error) }
    }
}

/// A request for the probabilities of labels, checked.
package struct LabelQuery: Equatable, Sendable {
    package let texts: [String]
    /// The model that is asked for; nil takes the one in service.
    private let model: String?

    /// - Parameter limit: How many texts are allowed.
    /// - Throws: A 400 that names the field at fault.
    package init(_ body: JSONObject, limit: Int) throws(APIError) {
        try body.refuseUnknownFields(besides: ["model", "input", "user"])
        switch body["model"] {
        case nil, .null: model = nil
        case .string(let name): model = name
        case let other?: throw .wrongType("model", "a string", other)
        }
        if let user = body["user"], user != .null, user.string == nil { throw .wrongType("user", "a string", user) }
        texts = try TextInputs(body["input"], limit: limit).texts
    }

    /// - Parameter served: The name of the model in service.
    /// - Returns: A 404 for another model than that or `picket…`.
    package func refusal(of served: String) -> APIError? {
        guard let model, model != served, !model.hasPrefix("picket") else { return nil }
        return APIError(
            status: 404, message: "there is no model '\(model)'; use 'picket' or '\(served)'", param: "model", code: "model_not_found")
    }

    package static func answer(labels: [String], verdicts: [Verdict], model: String, id: String, created: Int) -> JSONValue {
        let tokens = verdicts.reduce(0) { $0 + $1.tokens }
        let rows = verdicts.enumerated().map { index, verdict -> JSONValue in
            [
                "index": .int(index), "label": .string(verdict.label), "probs": .array(verdict.scores.map { .float($0) }),
                "num_classes": .int(labels.count),
            ]
        }
        return [
            "id": .string(id), "object": "list", "created": .int(created), "model": .string(model), "data": .array(rows),
            "usage": [
                "prompt_tokens": .int(tokens), "total_tokens": .int(tokens), "completion_tokens": 0, "prompt_tokens_details": .null,
            ],
        ]
    }
}
