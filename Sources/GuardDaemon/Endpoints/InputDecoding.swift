package import HTTPService
package import JSONParsing

/// The texts of a request's `input`, checked.
package struct TextInputs: Equatable {
    package let texts: [String]

    /// - Parameters:
    ///   - value: `"text"` or `["text", …]`.
    ///   - limit: How many texts are allowed.
    /// - Throws: A 400 that names the text at fault.
    package init(_ value: JSONValue?, limit: Int) throws(APIError) {
        switch value {
        case nil: throw .invalid("'input' is missing; it is a string or a list of strings", param: "input", code: "missing_input")
        case .string(let text): texts = [text]
        case .array(let elements):
            texts = try Self.strings(elements, limit: limit)
        case let other?:
            throw .invalid(
                "'input' must be a string or a list of strings, found \(other.kind)", param: "input", code: "invalid_type")
        }
        try Self.check(texts)
    }

    init(texts: [String], limit: Int) throws(APIError) {
        self.texts = texts
        try Self.checkCount(texts.count, limit: limit)
        try Self.check(texts)
    }

    private static func strings(_ elements: [JSONValue], limit: Int) throws(APIError) -> [String] {
        try checkCount(elements.count, limit: limit)
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.string else {
                throw .invalid("'input[\(index)]' must be a string, found \(element.kind)", param: "input[\(index)]", code: "invalid_type")
            }
            texts.append(text)
        }
        return texts
    }

    private static func checkCount(_ count: Int, limit: Int) throws(APIError) {
        guard count > 0 else { throw .invalid("'input' is an empty list", param: "input", code: "empty_input") }
        guard count <= limit else {
            throw .invalid("'input' has \(count) texts, at most \(limit) are allowed", param: "input", code: "too_many_inputs")
        }
    }

    private static func check(_ texts: [String]) throws(APIError) {
        for (index, text) in texts.enumerated() where !text.utf8.contains(where: { $0 > 0x20 }) {
            throw .emptyInput(index: index, of: texts.count)
        }
    }
}

extension APIError {
    static func invalid(_ message: String, param: String?, code: String?) -> APIError {
        .badRequest(message, param: param, code: code)
    }

    static func emptyInput(index: Int, of count: Int) -> APIError {
        let name = count == 1 ? "input" : "input[\(index)]"
        return .invalid("'\(name)' is empty: there is nothing to classify", param: name, code: "empty_input")
    }

    /// What the service answers when a request got no verdict. The one switch from failures to statuses.
    package static func from(_ failure: JobFailure, texts: Int) -> APIError {
        switch failure {
        case .emptyInput(let index): return .emptyInput(index: index, of: texts)
        case .tooLong(let index, let tokens, let limit):
            let name = texts == 1 ? "input" : "input[\(index)]"
            return .invalid("'\(name)' has \(tokens) tokens, at most \(limit) are allowed", param: name, code: "input_too_long")
        case .abandoned: return APIError(status: 499, message: "the client has gone")
        case .deadlineMissed: return .overloaded("the answer would come after the deadline", code: "deadline", retryAfterSeconds: 1)
        case .internalFault(let reason):
            return APIError(status: 500, message: reason, type: "server_error", param: nil, code: "internal")
        }
    }

    /// The refusal at the door; nil when there is none.
    package static func from(_ answer: Admission.Answer) -> APIError? {
        switch answer {
        case .admitted: nil
        case .queueFull(let seconds): .overloaded("the queue is full", code: "queue_full", retryAfterSeconds: seconds)
        case .deadlineMissed(let seconds):
            .overloaded("the answer would come after the deadline", code: "deadline", retryAfterSeconds: seconds)
        }
    }

    static func overloaded(_ message: String, code: String, retryAfterSeconds: Int) -> APIError {
        APIError(
            status: 429, message: message, code: code, retryAfterSeconds: retryAfterSeconds)
    }

    static let noModel = APIError(
        status: 503, message: "no model is loaded", type: "server_error", param: nil, code: "no_model")
}
