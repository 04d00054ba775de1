package import Glibc

/// Who can reach a listening socket, as its own address says.
package enum ListeningAddress: Equatable, Sendable, CustomStringConvertible {
    /// A Unix socket: whom its file's permissions let in.
    case unix
    /// A TCP socket at 127.0.0.0/8 or ::1: every user of this machine.
    case loopback(String)
    /// Any other TCP socket: whoever the network lets in.
    case network(String)
    /// A family that is not served here.
    case other(family: Int32)

    /// - Throws: `notListening` for a descriptor that is no socket.
    package init(of descriptor: Int32) throws(HTTPServiceError) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0 else { throw .notListening(descriptor: descriptor) }
        self.init(storage)
    }

    package init(_ storage: sockaddr_storage) {
        switch Int32(storage.ss_family) {
        case AF_UNIX: self = .unix
        case AF_INET:
            let address = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in.self) }
            let bytes = withUnsafeBytes(of: address.sin_addr) { Array($0) }
            self.init(bytes: bytes, port: UInt16(bigEndian: address.sin_port))
        case AF_INET6:
            let address = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in6.self) }
            let bytes = withUnsafeBytes(of: address.sin6_addr) { Array($0) }
            self.init(bytes: bytes, port: UInt16(bigEndian: address.sin6_port))
        case let family: self = .other(family: family)
        }
    }

    /// - Parameter bytes: 4 of IPv4 or 16 of IPv6, in network order.
    private init(bytes: [UInt8], port: UInt16) {
        let isMapped = bytes.count == 16 && bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10...11].allSatisfy { $0 == 0xFF }
        let shown: String
        let isLoopback: Bool
        if bytes.count == 4 || isMapped {
            let four = bytes.suffix(4)
            shown = four.map(String.init).joined(separator: ".")
            isLoopback = four.first == 127
        } else {
            let groups = stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
            shown = "[" + groups.map { String($0, radix: 16) }.joined(separator: ":") + "]"
            isLoopback = bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
        }
        self = isLoopback ? .loopback("\(shown):\(port)") : .network("\(shown):\(port)")
    }

    package var description: String {
        switch self {
        case .unix: "a Unix socket"
        case .loopback(let address): "TCP \(address)"
        case .network(let address): "TCP \(address)"
        case .other(let family): "a socket of family \(family)"
        }
    }
}
