package import HTTPService
package import JSONParsing

/// What errors call the texts of a request, as the client wrote them.
package struct TextNaming: Sendable {
    private let name: @Sendable (Int, Int) -> String

    /// `field` for the only text, `field[3]` for one of several.
    package static func field(_ field: String) -> TextNaming {
        TextNaming { index, count in count == 1 ? field : "\(field)[\(index)]" }
    }

    /// Each text by a name of its own.
    package static func list(_ names: [String]) -> TextNaming {
        TextNaming { index, _ in names.indices.contains(index) ? names[index] : "a text" }
    }

    package func name(of index: Int, among count: Int) -> String { name(index, count) }
}

/// The texts of a request's `input`, or of the field that another protocol calls otherwise, checked.
package struct TextInputs: Equatable {
    package let texts: [String]

    /// - Parameters:
    ///   - value: `"text"` or `["text", …]`.
    ///   - field: The name of the field.
    ///   - limit: How many texts are allowed.
    /// - Throws: A 400 that names the text at fault.
    package init(_ value: JSONValue?, field: String = "input", limit: Int) throws(APIError) {
        switch value {
        case nil: throw .missing(field, "a string or a list of strings")
        case .string(let text): texts = [text]
        case .array(let elements):
            texts = try Self.strings(elements, field, limit: limit)
        case let other?:
            throw .wrongType(field, "a string or a list of strings", other)
        }
        try Self.check(texts, .field(field))
    }

    /// - Parameter naming: What errors call a text; `field` is the list.
    init(texts: [String], field: String = "input", naming: TextNaming? = nil, limit: Int) throws(APIError) {
        self.texts = texts
        try Self.checkCount(texts.count, field, limit: limit)
        try Self.check(texts, naming ?? .field(field))
    }

    private static func strings(_ elements: [JSONValue], _ field: String, limit: Int) throws(APIError) -> [String] {
        try checkCount(elements.count, field, limit: limit)
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.string else { throw .wrongType("\(field)[\(index)]", "a string", element) }
            texts.append(text)
        }
        return texts
    }

    static func checkCount(_ count: Int, _ field: String, limit: Int) throws(APIError) {
        guard count > 0 else { throw .invalid("'\(field)' is an empty list", param: field, code: "empty_input") }
        guard count <= limit else {
            throw .invalid("'\(field)' has \(count) texts, at most \(limit) are allowed", param: field, code: "too_many_inputs")
        }
    }

    private static func check(_ texts: [String], _ naming: TextNaming) throws(APIError) {
        for (index, text) in texts.enumerated() where !isReadable(text) {
            throw .emptyInput(naming.name(of: index, among: texts.count))
        }
    }

    /// Whether there is more than spaces and control characters.
    static func isReadable(_ text: String) -> Bool { text.utf8.contains { $0 > 0x20 } }
}

extension JSONObject {
    /// - Throws: A 400 that names a member which is not among `known`.
    func refuseUnknownFields(besides known: [String], of place: String? = nil) throws(APIError) {
        guard let key = keys.first(where: { !known.contains($0) }) else { return }
        let names = known.map { "'\($0)'" }.joined(separator: ", ")
        let name = place.map { "\($0).\(key)" } ?? key
        throw .invalid("unknown field '\(name)'; known are \(names)", param: name, code: "unknown_field")
    }
}

extension APIError {
    static func invalid(_ message: String, param: String?, code: String?) -> APIError {
        .badRequest(message, param: param, code: code)
    }

    static func missing(_ field: String, _ expected: String) -> APIError {
        .invalid("'\(field)' is missing; it is \(expected)", param: field, code: "missing_input")
    }

    static func wrongType(_ field: String, _ expected: String, _ found: JSONValue) -> APIError {
        .invalid("'\(field)' must be \(expected), found \(found.kind)", param: field, code: "invalid_type")
    }

    /// - Parameter name: What the client calls the text.
    static func emptyInput(_ name: String) -> APIError {
        .invalid("'\(name)' is empty: there is nothing to classify", param: name, code: "empty_input")
    }

    /// What the service answers when a request got no verdict. The one switch from failures to statuses.
    package static func from(_ failure: JobFailure, texts: Int, naming: TextNaming = .field("input")) -> APIError {
        switch failure {
        case .emptyInput(let index): return .emptyInput(naming.name(of: index, among: texts))
        case .tooLong(let index, let tokens, let limit):
            let name = naming.name(of: index, among: texts)
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
