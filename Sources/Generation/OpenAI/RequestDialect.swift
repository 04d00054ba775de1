import JSONParsing

/// How a request is put, within what the endpoint has shown that it takes.
///
/// Begins with all that is wished for and gives up one thing at a time: the JSON schema for any JSON object, that for plain text; the old
/// name of the bound on an answer for the new one; the temperature. Each step is taken once, so a request is refused six times at most.
package struct RequestDialect: Equatable, Hashable, Sendable {
    package enum Format: String, Sendable { case schema = "json_schema", object = "json_object", text }

    package var format = Format.schema
    package var namesCompletionTokens = false
    package var sendsTemperature = true

    package init() {}

    /// The next thing to try after the endpoint refused this one with 400, 404 or 422; nil when the refusal is about something else.
    ///
    /// - Parameter message: The refusal in the endpoint's words.
    package func adapted(toRefusal message: String) -> RequestDialect? {
        let message = message.lowercased()
        var next = self
        if !namesCompletionTokens, message.contains("max_completion_tokens") {
            next.namesCompletionTokens = true
            return next
        }
        if sendsTemperature, message.contains("temperature") {
            next.sendsTemperature = false
            return next
        }
        // What no other format would mend.
        let unrelated = ["context_length", "context length", "maximum context", "model_not_found", "does not exist"]
        if unrelated.contains(where: message.contains) { return nil }
        switch format {
        case .schema: next.format = .object
        case .object: next.format = .text
        case .text: return nil
        }
        return next
    }

    var responseFormat: JSONValue? {
        switch format {
        case .schema:
            [
                "type": "json_schema",
                "json_schema": ["name": "variations", "strict": true, "schema": AnswerSchema.schema],
            ]
        case .object: ["type": "json_object"]
        case .text: nil
        }
    }
}
