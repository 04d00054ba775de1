package import JSONParsing

extension HTTPRequest {
    /// The body as a JSON object.
    ///
    /// - Parameter limits: How deep and how many values; the number of values bounds what a body costs in memory.
    /// - Throws: A 400 that says what is wrong and at which byte: malformed JSON, invalid UTF-8, half a surrogate pair, nesting too
    ///   deep, a key that stands twice, no object, nothing at all.
    package func decodeJSONBody(
        limits: JSONParser.Limits = JSONParser.Limits(depth: 32, values: 65_536)
    ) throws(APIError) -> JSONObject {
        guard !body.isEmpty else { throw .badRequest("the body is empty, a JSON object is expected", code: "invalid_json") }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(body, limits: limits)
        } catch {
            throw .badRequest("the body is not valid JSON: \(error)", param: error.duplicateKey, code: error.code)
        }
        guard let object = value.object else {
            throw .badRequest("the body has to be a JSON object, it is \(value.kind)", code: "invalid_json")
        }
        return object
    }
}

extension JSONError {
    fileprivate var duplicateKey: String? {
        if case .duplicateKey(let key, _) = self { key } else { nil }
    }

    fileprivate var code: String {
        switch self {
        case .invalidUTF8: "invalid_utf8"
        case .loneSurrogate: "lone_surrogate"
        case .tooDeep, .tooManyValues: "json_too_complex"
        case .duplicateKey: "duplicate_key"
        case .unexpectedEnd, .unexpectedByte, .trailingContent, .controlCharacter, .invalidEscape, .invalidNumber: "invalid_json"
        }
    }
}
