package import Classification
package import HTTPService
package import JSONParsing

/// `POST /predict`: the classification of Hugging Face's text-embeddings-inference, for its clients.
///
///     {"inputs": "text"}              -> [{"label": "self-harm", "score": 0.9}, …]
///     {"inputs": [["text"], "text"]}  -> [[{"label": …}, …], [{"label": …}, …]]
///
/// Every label with its calibrated score, the highest first. A list is a batch, and each of its texts has a list of its own. Requests
/// with `parameters` come from `huggingface_hub`, which reads the first list of a batch whatever it sent: it gets one.
///
/// There are no raw scores, so asking for them is an error. `truncate` allows a text to be cut; whether it is, is the operator's
/// `on_too_long`: a text that was cut is refused to a client that said `false`, and one that is too long is never cut unless the
/// operator says so.
extension GuardService {
    func predict(_ request: HTTPRequest, _ responder: Responder) {
        let responder = responder.shapingErrors(PredictQuery.response)
        do throws(APIError) {
            let query = try PredictQuery(try request.decodeJSONBody(), limit: configuration.maxInputs)
            classify(query.texts, responder, asked: AskedRequest(request, idPrefix: "pkt"), naming: .field("inputs")) {
                served, verdicts throws(APIError) in
                try query.answer(labels: served.model.labels, verdicts: verdicts)
            }
        } catch { responder.respond(error) }
    }
}

/// A request for predictions, checked.
package struct PredictQuery: Equatable, Sendable {
    package let texts: [String]
    /// Whether the answer is a list of lists.
    package let isNested: Bool
    /// How many labels of each text are wanted.
    package let count: Int
    private let refusesCutTexts: Bool

    /// - Parameter limit: How many texts are allowed.
    /// - Throws: An error that names the field at fault.
    package init(_ body: JSONObject, limit: Int) throws(APIError) {
        try body.refuseUnknownFields(besides: ["inputs", "raw_scores", "truncate", "truncation_direction", "parameters"])
        guard let inputs = body["inputs"] else { throw .missing("inputs", "a string or a list of them") }
        texts = try TextInputs(texts: try Self.texts(inputs, limit: limit), field: "inputs", limit: limit).texts
        let parameters = try Self.parameters(body["parameters"])
        isNested = inputs.array != nil || parameters != nil
        count = try Self.count(parameters?["top_k"])
        refusesCutTexts = try Self.flag("truncate", body) == false
        if try Self.flag("raw_scores", body) == true {
            throw .unsupported("raw_scores", "the scores here are calibrated, and there are no raw ones")
        }
        switch body["truncation_direction"] {
        case nil, .null, "right", "Right": break
        default: throw .unsupported("truncation_direction", "only the end of a text is ever cut: 'Right'")
        }
        switch parameters?["function_to_apply"] {
        case nil, .null, "softmax": break
        default:
            throw .unsupported("parameters.function_to_apply", "the scores are probabilities of labels that exclude each other: 'softmax'")
        }
    }

    private static func texts(_ value: JSONValue, limit: Int) throws(APIError) -> [String] {
        if let text = value.string { return [text] }
        guard let elements = value.array else { throw .wrongType("inputs", "a string or a list of them", value) }
        try TextInputs.checkCount(elements.count, "inputs", limit: limit)
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            let name = "inputs[\(index)]"
            if let list = element.array, list.count != 1 {
                throw .invalid("'\(name)' has \(list.count) texts; pairs are not classified here", param: name, code: "invalid_type")
            }
            let only = element.array?.first ?? element
            guard let text = only.string else { throw .wrongType(name, "a string or a list with one string", only) }
            texts.append(text)
        }
        return texts
    }

    private static func parameters(_ value: JSONValue?) throws(APIError) -> JSONObject? {
        guard let value, value != .null else { return nil }
        guard let object = value.object else { throw .wrongType("parameters", "an object", value) }
        try object.refuseUnknownFields(besides: ["top_k", "function_to_apply"], of: "parameters")
        return object
    }

    private static func count(_ value: JSONValue?) throws(APIError) -> Int {
        guard let value, value != .null else { return .max }
        guard let count = value.int, count > 0 else {
            throw .invalid("'parameters.top_k' must be a whole number of at least 1", param: "parameters.top_k", code: "invalid_type")
        }
        return count
    }

    private static func flag(_ name: String, _ body: JSONObject) throws(APIError) -> Bool? {
        guard let value = body[name], value != .null else { return nil }
        guard let flag = value.bool else { throw .wrongType(name, "true or false", value) }
        return flag
    }

    /// - Throws: A refusal of verdicts on texts that were cut, where the client does not want that.
    package func answer(labels: [String], verdicts: [Verdict]) throws(APIError) -> JSONValue {
        if refusesCutTexts, let index = verdicts.firstIndex(where: \.truncated) {
            let name = TextNaming.field("inputs").name(of: index, among: verdicts.count)
            let tokens = verdicts[index].tokens
            throw .invalid("'\(name)' has \(tokens) tokens, which is too long to be read whole", param: name, code: "input_too_long")
        }
        let predictions = verdicts.map { JSONValue.array(Self.predictions(labels, $0.scores, count)) }
        return isNested ? .array(predictions) : predictions.first ?? []
    }

    private static func predictions(_ labels: [String], _ scores: [Float], _ count: Int) -> [JSONValue] {
        let rows = zip(labels, scores).enumerated().sorted { left, right in
            left.element.1 == right.element.1 ? left.offset < right.offset : left.element.1 > right.element.1
        }
        return rows.prefix(count).map { ["label": .string($0.element.0), "score": .float($0.element.1)] }
    }

    /// `{"error":"…","error_type":"validation"}`, with the statuses that text-embeddings-inference gives.
    package static func response(_ error: APIError) -> HTTPResponse {
        let (status, type) =
            switch (error.status, error.code) {
            case (_, "empty_input"): (400, "empty")
            case (_, "input_too_long"), (_, "too_many_inputs"): (413, "validation")
            case (_, "invalid_type"), (_, "missing_input"), (_, "unknown_field"), (_, "unsupported"): (422, "validation")
            case (429, _): (429, "overloaded")
            case (503, _): (503, "unhealthy")
            case (500..., _): (error.status, "backend")
            default: (error.status, "validation")
            }
        return error.response(["error": .string(error.message), "error_type": .string(type)], status: status)
    }
}

extension APIError {
    /// A field whose meaning is known and cannot be had.
    static func unsupported(_ field: String, _ reason: String) -> APIError {
        .invalid("'\(field)' cannot be had: \(reason)", param: field, code: "unsupported")
    }
}
