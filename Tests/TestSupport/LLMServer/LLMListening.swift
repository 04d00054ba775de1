import Foundation

/// The listening socket of the test server.
///
/// Its number is free for others once it is closed, so only the thread that accepts closes it; whoever wants it to end shuts it down.
final class LLMListening: @unchecked Sendable {
    // `@unchecked Sendable` because `isOpen` is protected by `lock`.

    private let descriptor: Int32
    private let lock = NSLock()
    private var isOpen = true

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// The next connection; nil when there will be none.
    func accept() -> Int32? {
        while true {
            let connection = Glibc.accept(descriptor, nil, nil)
            if connection >= 0 { return connection }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    /// Ends `accept` and turns away whoever connects from now on.
    func shutDown() {
        lock.withLock { if isOpen { _ = shutdown(descriptor, Int32(SHUT_RDWR)) } }
    }

    /// For the thread that accepts, when it is done.
    func close() {
        lock.withLock {
            if isOpen { _ = Glibc.close(descriptor) }
            isOpen = false
        }
    }

    static func loopback() throws -> (listening: LLMListening, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        try start(descriptor, &address)
        var bound = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        guard result == 0 else { throw RawConnectionFailure(operation: "getsockname", errno: errno) }
        return (LLMListening(descriptor), Int(UInt16(bigEndian: bound.sin_port)))
    }

    static func unixSocket(_ path: String) throws -> LLMListening {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < 108 else { throw RawConnectionFailure(operation: "name the socket", errno: ENAMETOOLONG) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        try start(descriptor, &address)
        return LLMListening(descriptor)
    }

    private static func start<Address>(_ descriptor: Int32, _ address: inout Address) throws {
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) }
        }
        guard bound == 0, listen(descriptor, 64) == 0 else {
            let code = errno
            _ = Glibc.close(descriptor)
            throw RawConnectionFailure(operation: "bind or listen", errno: code)
        }
    }
}
