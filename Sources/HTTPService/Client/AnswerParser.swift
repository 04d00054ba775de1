/// Bytes from a service to an answer, as they come.
///
/// Knows what our services send: a length, or a body that the end of the connection ends. A transfer coding is refused.
package struct AnswerParser: Sendable {
    package struct Fault: Error, Equatable {
        package let reason: String
    }

    private struct Head {
        let status: Int
        let headers: HTTPHeaderFields
        let bodyBytes: Int?
        let closes: Bool
    }

    package static let maxHeadBytes = 64 << 10

    private let maxBodyBytes: Int
    private let hasNoBody: Bool
    private var bytes: [UInt8] = []
    /// How far the end of the head has been looked for.
    private var searched = 0
    private var head: Head?

    /// - Parameter hasNoBody: The request was a `HEAD`.
    package init(maxBodyBytes: Int, hasNoBody: Bool) {
        self.maxBodyBytes = maxBodyBytes
        self.hasNoBody = hasNoBody
    }

    /// True as long as not a byte has come.
    package var isEmpty: Bool { bytes.isEmpty && head == nil }

    package mutating func feed(_ new: some Collection<UInt8>) { bytes.append(contentsOf: new) }

    /// The answer once it is complete, and whether the connection ends with it.
    ///
    /// - Parameter isAtEnd: The connection has ended.
    package mutating func answer(isAtEnd: Bool) throws(Fault) -> (answer: HTTPAnswer, closes: Bool)? {
        while head == nil {
            guard let end = findHeadEnd() else {
                guard bytes.count <= Self.maxHeadBytes else { throw Fault(reason: "its header is too long") }
                return nil
            }
            let parsed = try parseHead(bytes[..<end])
            bytes.removeFirst(end)
            searched = 0
            // An interim answer, such as 100, precedes the answer.
            if parsed.status >= 200 { head = parsed }
        }
        guard let head else { return nil }
        guard bytes.count <= maxBodyBytes else { throw Fault(reason: "its body is longer than \(maxBodyBytes) bytes") }
        if let count = head.bodyBytes {
            guard bytes.count >= count else { return nil }
            return (
                HTTPAnswer(status: head.status, headers: head.headers, body: Array(bytes.prefix(count))), head.closes || bytes.count > count
            )
        }
        return isAtEnd ? (HTTPAnswer(status: head.status, headers: head.headers, body: bytes), true) : nil
    }

    private mutating func findHeadEnd() -> Int? {
        let mark: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        var index = max(0, searched - 3)
        while index + 4 <= bytes.count {
            if bytes[index..<index + 4].elementsEqual(mark) { return index + 4 }
            index += 1
        }
        searched = bytes.count
        return nil
    }

    private func parseHead(_ bytes: ArraySlice<UInt8>) throws(Fault) -> Head {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Fault(reason: "its header is not text") }
        let lines = text.dropLast(2).split(separator: "\r\n", omittingEmptySubsequences: true)
        let statusLine = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard statusLine.count >= 2, statusLine[0] == "HTTP/1.1" || statusLine[0] == "HTTP/1.0", statusLine[1].utf8.count == 3,
            let status = Int(statusLine[1]), (100...599).contains(status)
        else { throw Fault(reason: "it has no status line") }
        var fields: [(String, String)] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { throw Fault(reason: "a header field has no name") }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            fields.append((String(line[..<colon]), String(value)))
        }
        let headers = HTTPHeaderFields(fields)
        guard headers["Transfer-Encoding"] == nil else { throw Fault(reason: "it has a transfer coding") }
        let closes = headers["Connection"].map { isSameFieldName($0, "close") } ?? (statusLine[0] == "HTTP/1.0")
        return Head(status: status, headers: headers, bodyBytes: try bodyBytes(status, headers), closes: closes)
    }

    private func bodyBytes(_ status: Int, _ headers: HTTPHeaderFields) throws(Fault) -> Int? {
        if hasNoBody || status < 200 || status == 204 || status == 304 { return 0 }
        let lengths = headers.values(of: "Content-Length")
        guard let text = lengths.first else { return nil }
        guard lengths.count == 1, let count = Int(text), count >= 0, text.utf8.first != UInt8(ascii: "+") else {
            throw Fault(reason: "its length is malformed")
        }
        guard count <= maxBodyBytes else { throw Fault(reason: "its body is longer than \(maxBodyBytes) bytes") }
        return count
    }
}
