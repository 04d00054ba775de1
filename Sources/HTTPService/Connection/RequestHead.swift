/// What the head of a request says, once it has been found acceptable.
///
/// The parser below has refused what is malformed. Here are refused the shapes that are well-formed but that two readers could
/// understand differently, which is how requests are smuggled past a proxy: two lengths, a length beside a transfer coding,
/// a coding other than `chunked`, no host or two.
package struct RequestHead: Equatable, Sendable {
    package let method: String
    /// The target up to the query.
    package let path: String
    package let headers: HTTPHeaderFields
    /// Whether the connection may serve another request after this one.
    package let keepsAlive: Bool
    package let expectsContinue: Bool

    /// - Parameters:
    ///   - minorVersion: Of HTTP/1: 0 or 1.
    ///   - wantsKeepAlive: What version and `Connection` say together.
    /// - Throws: The answer to give: 400, 413, 414, 417 or 501.
    package init(
        method: String, target: String, minorVersion: Int, wantsKeepAlive: Bool, headers: HTTPHeaderFields, limits: ConnectionLimits
    ) throws(APIError) {
        guard target.utf8.count <= limits.maxTargetBytes else { throw .targetTooLong(limit: limits.maxTargetBytes) }
        guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .malformed("the request target holds a byte that has to be percent-encoded")
        }
        try Self.checkHost(headers, minorVersion: minorVersion)
        try Self.checkFraming(headers, minorVersion: minorVersion, limits: limits)
        self.method = method
        path = String(target.prefix { $0 != "?" })
        self.headers = headers
        // After a request to change the protocol, the parser reads no further: answer it as the plain request it also is, and close.
        keepsAlive = wantsKeepAlive && headers["Upgrade"] == nil && method != "CONNECT"
        expectsContinue = try Self.expectsContinue(headers, minorVersion: minorVersion)
    }

    private static func checkHost(_ headers: HTTPHeaderFields, minorVersion: Int) throws(APIError) {
        let hosts = headers.values(of: "Host").count
        guard hosts <= 1 else { throw .malformed("there is more than one Host field") }
        guard hosts == 1 || minorVersion == 0 else { throw .malformed("HTTP/1.1 needs a Host field") }
    }

    private static func checkFraming(_ headers: HTTPHeaderFields, minorVersion: Int, limits: ConnectionLimits) throws(APIError) {
        let lengths = headers.values(of: "Content-Length")
        let codings = headers.values(of: "Transfer-Encoding")
        guard lengths.count <= 1 else { throw .malformed("there is more than one Content-Length field") }
        guard lengths.isEmpty || codings.isEmpty else {
            throw .malformed("Content-Length and Transfer-Encoding stand in one request")
        }
        guard codings.isEmpty || minorVersion > 0 else { throw .malformed("HTTP/1.0 has no Transfer-Encoding") }
        guard codings.isEmpty || (codings.count == 1 && isSameFieldName(codings[0], "chunked")) else {
            throw APIError(status: 501, message: "the only transfer coding known here is chunked", code: "unsupported_transfer_coding")
        }
        guard let text = lengths.first else { return }
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw .malformed("Content-Length is no number")
        }
        // A number too long for an Int is too long for a body as well.
        guard let length = Int(text), length <= limits.maxBodyBytes else { throw .bodyTooLarge(limit: limits.maxBodyBytes) }
    }

    private static func expectsContinue(_ headers: HTTPHeaderFields, minorVersion: Int) throws(APIError) -> Bool {
        guard let expectation = headers["Expect"], minorVersion > 0 else { return false }
        guard isSameFieldName(expectation, "100-continue") else {
            throw APIError(status: 417, message: "the only expectation known here is 100-continue", code: "expectation_failed")
        }
        return true
    }
}

extension APIError {
    static func malformed(_ message: String) -> APIError { .badRequest(message, code: "malformed_http") }

    static func bodyTooLarge(limit: Int) -> APIError {
        APIError(status: 413, message: "the body is longer than \(limit) bytes", code: "body_too_large")
    }

    static func targetTooLong(limit: Int) -> APIError {
        APIError(status: 414, message: "the request target is longer than \(limit) bytes", code: "uri_too_long")
    }
}
