import Foundation

package struct RawConnectionFailure: Error, Equatable {
    package let operation: String
    package let errno: Int32
}

/// A client of a Unix socket that sends exactly the bytes it is told to. Every wait ends when its patience does.
package final class RawConnection: Sendable {
    package let descriptor: Int32

    package init(_ path: String, patienceSeconds: Int = 10) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard result == 0 else { throw RawConnectionFailure(operation: "connect", errno: errno) }
        var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// - Returns: How many bytes the service took before it closed its input.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Int {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { break }
            start += count
        }
        return start
    }

    @discardableResult
    package func send(_ text: String) -> Int { send(Array(text.utf8)) }

    /// Sends one request with a JSON body.
    package func post(_ path: String, _ body: [UInt8]) {
        send("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n")
        send(body)
    }

    /// Ends the client's side; answers can still be read.
    package func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What comes next, at most `limit` bytes; nothing at the end.
    package func read(_ limit: Int = 1 << 16) throws -> String {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &buffer, limit, 0)
        guard count >= 0 || errno == ECONNRESET else { throw RawConnectionFailure(operation: "recv", errno: errno) }
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    /// Reads until `text` has been seen.
    package func read(until text: String) throws -> String {
        var seen = ""
        while !seen.contains(text) {
            let more = try read()
            guard !more.isEmpty else { throw RawConnectionFailure(operation: "read up to '\(text)', found '\(seen)'", errno: 0) }
            seen += more
        }
        return seen
    }

    /// Everything up to the end of the connection.
    package func readAll() throws -> String {
        var seen = ""
        while true {
            let more = try read()
            if more.isEmpty { return seen }
            seen += more
        }
    }

    /// Waits until something can be read, or until `milliseconds` have passed.
    package func isReadable(within milliseconds: Int32) -> Bool {
        var subject = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&subject, 1, milliseconds) > 0
    }

    /// Waits, without reading, until the service has closed both directions.
    package func isHungUp(within milliseconds: Int32) -> Bool {
        var subject = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&subject, 1, milliseconds) > 0 && subject.revents & Int16(POLLHUP) != 0
    }
}

/// The status codes of the answers in what a connection received.
package func statuses(_ received: String) -> [Int] {
    received.split(separator: "HTTP/1.1 ", omittingEmptySubsequences: false).dropFirst().compactMap { Int($0.prefix(3)) }
}
