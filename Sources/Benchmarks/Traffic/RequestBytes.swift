package import JSONParsing

/// Whole requests as bytes, made once, so that sending one costs a copy.
package enum RequestBytes {
    package static func post(_ path: String, _ body: JSONValue) -> [UInt8] {
        let body = JSONWriter.compact(body)
        let head =
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }

    /// One message to be judged.
    package static func classify(_ text: String) -> [UInt8] { post("/v1/classify", ["input": .string(text)]) }
}
