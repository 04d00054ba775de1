import Foundation
import JSONParsing

/// A daemon's admin socket without a daemon: answers `GET /v1/status` and `POST /v1/activate` from a thread of its own.
///
/// What it serves and what it says to an activation is set by the test; it remembers what it was asked for.
package final class FakeAdminServer: Sendable {
    package struct State: Sendable {
        package var served: String?
        /// Instead of taking a bundle: a status and a message. Status 0 closes the connection without an answer.
        package var refusal: (status: Int, message: String)?
        package var activations: [String] = []
    }

    package let path: String
    private let listener: Int32
    private let lock = NSLock()
    nonisolated(unsafe) private var state: State
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter path: Where the socket is made; short enough for the system.
    package init(_ path: String, served: String?) throws {
        self.path = path
        state = State(served: served)
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

    package func read<Result>(_ body: (State) -> Result) -> Result {
        lock.withLock { body(state) }
    }

    package func change(_ body: (inout State) -> Void) {
        lock.withLock { body(&state) }
    }

    private func answer(_ client: Int32) {
        guard let (head, body) = request(client) else { return }
        var (status, object) = (404, JSONValue.object(JSONObject()))
        if head.hasPrefix("GET /v1/status ") {
            (status, object) = (200, ["model": read { $0.served.map { .string($0) } ?? .null }])
        } else if head.hasPrefix("POST /v1/activate ") {
            let name = (try? JSONParser.parse(body))?.object?["bundle"]?.string ?? ""
            change { $0.activations.append(name) }
            if let refusal = read({ $0.refusal }) {
                guard refusal.status > 0 else { return }
                (status, object) = (refusal.status, ["error": ["message": .string(refusal.message)]])
            } else {
                change { $0.served = name }
                (status, object) = (200, ["model": .string(name), "milliseconds": 5])
            }
        }
        let bytes = JSONWriter.compact(object)
        let answer = Array("HTTP/1.1 \(status) X\r\nContent-Length: \(bytes.count)\r\nConnection: close\r\n\r\n".utf8) + bytes
        _ = answer.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    private func request(_ client: Int32) -> (head: String, body: [UInt8])? {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            received += buffer[..<count]
            let text = String(decoding: received, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let head = String(text[..<end.lowerBound])
            let length = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
            let body = Array(text[end.upperBound...].utf8)
            if body.count >= length { return (head, body) }
        }
    }
}
