package import JSONParsing

/// One complete answer. Framing (`Content-Length`, `Connection`) is the server's.
package struct HTTPResponse: Equatable, Sendable {
    package var status: Int
    /// Nothing sends no `Content-Type`.
    package var contentType: String?
    package var body: [UInt8]
    /// Further fields, in order.
    package var headers: HTTPHeaderFields

    package init(status: Int = 200, contentType: String? = nil, body: [UInt8] = [], headers: HTTPHeaderFields = HTTPHeaderFields()) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.headers = headers
    }

    /// A JSON value on one line.
    package static func json(_ value: JSONValue, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, contentType: "application/json", body: JSONWriter.compact(value))
    }

    package static func text(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }
}
