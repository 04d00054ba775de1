import Foundation
import Testing

/// A client that sends exactly the bytes it is told to. Every wait ends after ten seconds at the latest.
final class RawConnection: Sendable {
    let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(result == 0, "connect: \(String(cString: strerror(errno)))")
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// - Returns: How many bytes the service took before it closed its input.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Int {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { break }
            start += count
        }
        return start
    }

    @discardableResult
    func send(_ text: String) -> Int { send(Array(text.utf8)) }

    /// Ends the client's side; answers can still be read.
    func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What comes next, at most `limit` bytes; nothing at the end.
    func read(_ limit: Int = 1 << 16) throws -> String {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &buffer, limit, 0)
        try #require(count >= 0 || errno == ECONNRESET, "recv: \(String(cString: strerror(errno)))")
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    /// Reads until `text` has been seen.
    func read(until text: String) throws -> String {
        var seen = ""
        while !seen.contains(text) {
            let more = try read()
            try #require(!more.isEmpty, "the connection ended after: \(seen)")
            seen += more
        }
        return seen
    }

    /// Everything up to the end of the connection.
    func readAll() throws -> String {
        var seen = ""
        while true {
            let more = try read()
            if more.isEmpty { return seen }
            seen += more
        }
    }

    /// Waits until something can be read, or until `milliseconds` have passed.
    func isReadable(within milliseconds: Int32) -> Bool {
        var subject = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&subject, 1, milliseconds) > 0
    }

    /// Waits, without reading, until the service has closed both directions.
    func isHungUp(within milliseconds: Int32) -> Bool {
        var subject = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&subject, 1, milliseconds) > 0 && subject.revents & Int16(POLLHUP) != 0
    }
}

/// The status codes of the answers in what a connection received.
func statuses(_ received: String) -> [Int] {
    received.split(separator: "HTTP/1.1 ", omittingEmptySubsequences: false).dropFirst().compactMap { Int($0.prefix(3)) }
}
