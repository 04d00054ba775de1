/// A small blocking HTTP/1.1 client over a Unix socket, for command-line tools and for one thread at a time.
///
///     let client = UnixHTTPClient("/run/picket/picket.sock")
///     let answer = try client.request("POST", "/v1/classify", json: ["input": "hello"])
///
/// Keeps its connection between requests. When a kept connection turns out to have been closed before the service took the whole
/// request, which then cannot have been acted on, it connects anew and tries once more.
package final class UnixHTTPClient {
    package let path: String
    private let maxBodyBytes: Int
    private var connection: UnixConnection?
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    /// - Parameter maxBodyBytes: Of an answer.
    package init(_ path: String, maxBodyBytes: Int = 256 << 20) {
        self.path = path
        self.maxBodyBytes = maxBodyBytes
    }

    /// Sends one request and waits for its answer; an error status is an answer.
    ///
    /// - Parameters:
    ///   - timeout: For all of it: connecting, sending, receiving.
    ///   - body: Nothing sends no `Content-Length`.
    package func request(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8]? = nil, timeout: Duration = .seconds(30)
    ) throws(HTTPClientError) -> HTTPAnswer {
        let bytes = try Self.encode(method, target, headers, body)
        let deadline = Deadline(in: timeout)
        if let kept = connection.take(), let answer = try exchange(bytes, method, over: kept, isKept: true, deadline) { return answer }
        let fresh = try UnixConnection.open(path, until: deadline)
        guard let answer = try exchange(bytes, method, over: fresh, isKept: false, deadline) else { throw .closed(path: path) }
        return answer
    }

    /// Gives the connection back; the next request makes a new one.
    package func disconnect() { connection = nil }

    /// - Returns: Nothing when the service closed a kept connection before it took the whole request.
    private func exchange(
        _ request: [UInt8], _ method: String, over connection: consuming UnixConnection, isKept: Bool, _ deadline: Deadline
    ) throws(HTTPClientError) -> HTTPAnswer? {
        let sent = try connection.send(request, until: deadline)
        var parser = AnswerParser(maxBodyBytes: maxBodyBytes, hasNoBody: method == "HEAD")
        while true {
            let count = try connection.receive(into: &buffer, until: deadline)
            parser.feed(buffer[..<count])
            if count == 0, parser.isEmpty {
                if isKept, sent == .refused { return nil }
                throw .closed(path: path)
            }
            let parsed: (answer: HTTPAnswer, closes: Bool)?
            do throws(AnswerParser.Fault) {
                parsed = try parser.answer(isAtEnd: count == 0)
            } catch {
                throw .malformedAnswer(path: path, reason: error.reason)
            }
            if let (answer, closes) = parsed {
                if !closes, sent == .all { self.connection = consume connection }
                return answer
            }
            guard count > 0 else { throw .malformedAnswer(path: path, reason: "it ends too early") }
        }
    }

    private static func encode(
        _ method: String, _ target: String, _ headers: [(String, String)], _ body: [UInt8]?
    ) throws(HTTPClientError) -> [UInt8] {
        let isToken: (String) -> Bool = { !$0.isEmpty && $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
        guard isToken(method), isToken(target) else { throw .invalidRequest("'\(method) \(target)' is no request line") }
        var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in headers {
            guard isToken(name), !name.contains(":"), value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .invalidRequest("the header field '\(name)' is malformed")
            }
            head += "\(name): \(value)\r\n"
        }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        return Array((head + "\r\n").utf8) + (body ?? [])
    }
}
