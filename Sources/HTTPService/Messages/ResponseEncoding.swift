import NIOCore

extension HTTPResponse {
    /// Appends the answer as it goes over the wire.
    ///
    /// - Parameters:
    ///   - closes: Announces that the connection ends after this answer.
    ///   - omitsBody: Sends the head alone, with the length that the body has: the answer to `HEAD`.
    func encode(into buffer: inout ByteBuffer, closes: Bool, omitsBody: Bool) {
        buffer.writeString("HTTP/1.1 \(status) \(Self.reason(of: status))\r\n")
        if let contentType { Self.write("Content-Type", contentType, into: &buffer) }
        for field in headers.fields { Self.write(field.name, field.value, into: &buffer) }
        // A 204 has no body and may not announce the length of one.
        if status != 204 { buffer.writeString("Content-Length: \(body.count)\r\n") }
        buffer.writeStaticString(closes ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n")
        if !omitsBody, status != 204 { buffer.writeBytes(body) }
    }

    /// A control character in a value would end the field early, so it becomes a space.
    private static func write(_ name: String, _ value: String, into buffer: inout ByteBuffer) {
        buffer.writeString(name)
        buffer.writeStaticString(": ")
        if value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            buffer.writeBytes(value.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 })
        } else {
            buffer.writeString(value)
        }
        buffer.writeStaticString("\r\n")
    }

    private static func reason(of status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 202: "Accepted"
        case 204: "No Content"
        case 400: "Bad Request"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Status"
        }
    }
}
