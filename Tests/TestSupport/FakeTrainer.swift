import Foundation
package import JSONParsing

/// A trainer's socket without a trainer: answers from a script, from a thread of its own, and remembers what it was asked.
///
/// The script of a path is a list of answers; the last one is given again and again. A path without a script is a 404.
package final class FakeTrainer: Sendable {
    package struct Request: Equatable, Sendable {
        /// `POST /v1/rounds/start`.
        package let line: String
        package let body: JSONObject

        package init(line: String, body: JSONObject) {
            self.line = line
            self.body = body
        }
    }

    package struct Answer: Sendable {
        let status: Int
        let body: [UInt8]

        package init(status: Int = 200, _ value: JSONValue) {
            self.status = status
            body = JSONWriter.compact(value)
        }

        package init(status: Int, bytes: [UInt8]) {
            self.status = status
            body = bytes
        }

        /// An error in the shape of all errors.
        package static func error(_ status: Int, _ message: String) -> Answer {
            Answer(status: status, ["error": ["message": .string(message), "type": "x", "param": nil, "code": nil]])
        }

        /// Closes the connection without a word.
        package static let silence = Answer(status: 0, bytes: [])
    }

    private struct State {
        var scripts: [String: [Answer]]
        var requests: [Request] = []
    }

    package let path: String
    private let listener: Int32
    private let lock = NSLock()
    nonisolated(unsafe) private var state: State
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - path: Where the socket is made; short enough for the system.
    ///   - scripts: By request line, such as `POST /v1/rounds/show`.
    package init(_ path: String, _ scripts: [String: [Answer]]) throws {
        self.path = path
        state = State(scripts: scripts)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard bound == 0, listen(listener, 16) == 0 else { throw RawConnectionFailure(operation: "listen", errno: errno) }
        Thread { [self] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                answer(client)
                close(client)
            }
            ended.signal()
        }.start()
    }

    /// Ends the thread and removes the socket: what comes now finds nobody.
    package func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        ended.wait()
        close(listener)
        unlink(path)
    }

    package var requests: [Request] { lock.withLock { state.requests } }

    /// The bodies of the requests with this line, in their order.
    package func bodies(_ line: String) -> [JSONObject] { requests.filter { $0.line == line }.map(\.body) }

    private func answer(_ client: Int32) {
        guard let request = Self.request(client) else { return }
        let answer = lock.withLock {
            state.requests.append(request)
            guard var script = state.scripts[request.line], let first = script.first else {
                return Answer.error(404, "\(request.line) is not in the script")
            }
            if script.count > 1 { script.removeFirst() }
            state.scripts[request.line] = script
            return first
        }
        guard answer.status > 0 else { return }
        let head = "HTTP/1.1 \(answer.status) X\r\nContent-Length: \(answer.body.count)\r\nConnection: close\r\n\r\n"
        var rest = (Array(head.utf8) + answer.body)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func request(_ client: Int32) -> Request? {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var headEnd: Int?
        var length = 0
        while true {
            if headEnd == nil, let range = Data(received).range(of: Data("\r\n\r\n".utf8)) {
                headEnd = range.upperBound
                let fields = String(decoding: received[..<range.lowerBound], as: UTF8.self).split(separator: "\r\n")
                length = fields.first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
            }
            if let headEnd, received.count >= headEnd + length {
                let words = String(decoding: received[..<headEnd], as: UTF8.self).split(separator: " ", maxSplits: 2)
                guard words.count == 3 else { return nil }
                let body = length > 0 ? (try? JSONParser.parse(Array(received[headEnd...])))?.object : nil
                return Request(line: "\(words[0]) \(words[1])", body: body ?? JSONObject())
            }
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            received += buffer[..<count]
        }
    }
}
