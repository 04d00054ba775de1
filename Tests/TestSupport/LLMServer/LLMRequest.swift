package import JSONParsing

/// A request as the test server received it.
package struct LLMRequest: Sendable {
    package let method: String
    package let path: String
    /// Names in lower case.
    package let headers: [String: String]
    package let body: [UInt8]
    /// Which connection it came on, counted from 0.
    package let connection: Int

    package var json: JSONObject? { (try? JSONParser.parse(body))?.object }

    /// `json_schema`, `json_object`, or nil where the request has no `response_format`.
    package var format: String? { json?["response_format"]?.object?["type"]?.string }

    /// The messages' contents, one after the other.
    package var prompt: String {
        (json?["messages"]?.array ?? []).compactMap { $0.object?["content"]?.string }.joined(separator: "\n")
    }
}
