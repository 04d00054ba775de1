import Foundation
import Glibc
import Synchronization

/// A server on a Unix socket that does with each request what the test's script says.
final class ScriptedDaemon: Sendable {
    enum Move: Sendable {
        /// Writes these bytes and goes on.
        case write(String)
        /// Writes these bytes and closes the connection.
        case writeAndClose(String)
        /// Closes without a byte.
        case hangUp
        /// Writes nothing until the client closes.
        case silence
    }

    struct Asked: Sendable {
        /// Of the daemon, from 0.
        let connection: Int
        /// Of the connection, from 0.
        let request: Int
        let body: String
    }

    let path: String
    private let listener: Int32
    private let script: @Sendable (Asked) -> Move
    private let state = Mutex((asked: [Asked](), open: [Int32]()))

    init(_ path: String, script: @escaping @Sendable (Asked) -> Move) throws {
        self.path = path
        self.script = script
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        unlink(path)
        let isBound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard isBound == 0, listen(listener, 64) == 0 else { throw POSIXError(.EADDRINUSE) }
        Thread { [self] in accept() }.start()
    }

    deinit { close(listener) }

    /// Everything that was asked so far.
    var asked: [Asked] { state.withLock { $0.asked } }
    var connections: Int { (asked.map(\.connection).max() ?? -1) + 1 }

    /// Takes no connection any more and closes those that are open, as a daemon that ends does.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        for descriptor in state.withLock({ $0.open }) { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// Closes the connections that are open, and goes on.
    func dropConnections() {
        for descriptor in state.withLock({ $0.open }) { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    private func accept() {
        var number = 0
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            state.withLock { $0.open.append(descriptor) }
            Thread { [self, number] in serve(descriptor, number) }.start()
            number += 1
        }
    }

    private func serve(_ descriptor: Int32, _ number: Int) {
        defer {
            state.withLock { $0.open.removeAll { $0 == descriptor } }
            close(descriptor)
        }
        var request = 0
        while let body = readRequest(descriptor) {
            let asked = Asked(connection: number, request: request, body: body)
            state.withLock { $0.asked.append(asked) }
            switch script(asked) {
            case .write(let text): write(descriptor, text)
            case .writeAndClose(let text):
                write(descriptor, text)
                return
            case .hangUp: return
            case .silence: while !read(descriptor).isEmpty {}
            }
            request += 1
        }
    }

    private func write(_ descriptor: Int32, _ text: String) {
        var rest = ArraySlice(text.utf8)
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private func read(_ descriptor: Int32) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return Array(buffer.prefix(max(0, count)))
    }

    /// - Returns: The body; nil when the client has closed.
    private func readRequest(_ descriptor: Int32) -> String? {
        var bytes: [UInt8] = []
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n"), let start = text.range(of: "Content-Length: ") {
                let length = Int(text[start.upperBound...].prefix { $0.isNumber }) ?? 0
                let body = text[end.upperBound...]
                if body.utf8.count >= length { return String(body) }
            }
            let more = read(descriptor)
            if more.isEmpty { return nil }
            bytes += more
        }
    }
}

enum Replies {
    static func http(_ status: String, _ body: String, _ fields: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    static func result(
        _ action: String = "allow", score: String = "0.9", truncated: String = "false", flagged: Bool? = nil
    ) -> String {
        let isFlagged = flagged ?? ["warn", "block"].contains(action)
        return #"{"label":"not-harmful","confidence":\#(score),"scores":{"self-harm":0.1,"not-harmful":\#(score)},"flagged":\#(isFlagged),"#
            + #""action":"\#(action)","entropy":0.3,"tokens":7,"layers":6,"windows":1,"truncated":\#(truncated)}"#
    }

    static func verdicts(_ results: [String]) -> String {
        http("200 OK", #"{"id":"pkt-1","model":"bundle-1","results":[\#(results.joined(separator: ","))]}"#)
    }

    static func verdict(_ action: String = "allow") -> String { verdicts([result(action)]) }
}
