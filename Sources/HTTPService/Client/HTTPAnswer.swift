package import JSONParsing

/// What a service answered.
package struct HTTPAnswer: Equatable, Sendable {
    package let status: Int
    package let headers: HTTPHeaderFields
    package let body: [UInt8]

    package init(status: Int, headers: HTTPHeaderFields, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as text; invalid UTF-8 is repaired.
    package var text: String { String(decoding: body, as: UTF8.self) }

    package func json() throws(JSONError) -> JSONValue { try JSONParser.parse(body) }

    /// The `message` of an error answer in the usual shape.
    package var errorMessage: String? {
        (try? json())?.object?["error"]?.object?["message"]?.string
    }
}
