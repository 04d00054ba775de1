import Foundation

/// One connection of the test server: requests in, answers out, on the thread that owns it.
final class LLMConnection {
    private let descriptor: Int32
    private let number: Int
    private var pending: [UInt8] = []
    private var answered = 0

    init(descriptor: Int32, number: Int) {
        self.descriptor = descriptor
        self.number = number
    }

    /// Nil at the end of the connection, or for what is no request.
    func readRequest() -> LLMRequest? {
        let blank = Array("\r\n\r\n".utf8)
        var end: Int?
        while end == nil {
            end = pending.indices.first { pending[$0...].starts(with: blank) }
            if end == nil, !readMore() { return nil }
        }
        guard let end else { return nil }
        let lines = String(decoding: pending[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        let start = lines[0].split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        guard start.count == 3, let length = Int(headers["content-length"] ?? "0"), (0...(1 << 24)).contains(length) else { return nil }
        while pending.count < end + blank.count + length {
            if !readMore() { return nil }
        }
        let body = Array(pending[(end + blank.count)..<(end + blank.count + length)])
        pending.removeFirst(end + blank.count + length)
        return LLMRequest(
            method: String(start[0]), path: String(start[1]), headers: headers, body: body, connection: number)
    }

    /// - Returns: False when the connection has ended.
    func send(_ answer: LLMAnswer) -> Bool {
        guard !answer.isSilent else { return false }
        var head = "HTTP/1.1 \(answer.status) Scripted\r\nContent-Type: application/json\r\nX-Request-Id: req-\(number)-\(answered)\r\n"
        answered += 1
        for (name, value) in answer.headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
        if answer.ending == .endless {
            guard write(Array((head + "Connection: close\r\n\r\n").utf8)), write(Array(answer.body.dropLast(8))) else { return false }
            let more = [UInt8](repeating: 0x20, count: 1 << 16)
            while write(more) {}
            return false
        }
        head += "Content-Length: \(answer.body.count)\r\n\r\n"
        let body = answer.cutAt.map { Array(answer.body.prefix($0)) } ?? answer.body
        return write(Array(head.utf8) + body) && answer.ending == .keepAlive
    }

    private func readMore() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        pending += buffer.prefix(count)
        return true
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            start += count
        }
        return true
    }
}
