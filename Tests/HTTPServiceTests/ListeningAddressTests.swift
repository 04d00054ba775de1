import Foundation
import HTTPService
import TestSupport
import Testing

struct ListeningAddressTests {
    static func ipv4(_ bytes: [UInt8], port: UInt16) -> sockaddr_storage {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: bytes) }
        return storage(address)
    }

    static func ipv6(_ bytes: [UInt8], port: UInt16) -> sockaddr_storage {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        withUnsafeMutableBytes(of: &address.sin6_addr) { $0.copyBytes(from: bytes) }
        return storage(address)
    }

    private static func storage<Address>(_ address: Address) -> sockaddr_storage {
        var result = sockaddr_storage()
        withUnsafeMutableBytes(of: &result) { bytes in withUnsafeBytes(of: address) { bytes.copyMemory(from: $0) } }
        return result
    }

    @Test("127.0.0.0/8 and ::1 are loopback, an IPv4 address inside IPv6 included")
    func loopback() {
        #expect(ListeningAddress(Self.ipv4([127, 0, 0, 1], port: 8_080)) == .loopback("127.0.0.1:8080"))
        #expect(ListeningAddress(Self.ipv4([127, 255, 0, 9], port: 1)) == .loopback("127.255.0.9:1"))
        let one = [UInt8](repeating: 0, count: 15) + [1]
        #expect(ListeningAddress(Self.ipv6(one, port: 80)) == .loopback("[0:0:0:0:0:0:0:1]:80"))
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 127, 0, 0, 1]
        #expect(ListeningAddress(Self.ipv6(mapped, port: 80)) == .loopback("127.0.0.1:80"))
    }

    @Test("every other address is the network: any, private, link-local, almost loopback")
    func network() {
        for bytes: [UInt8] in [[0, 0, 0, 0], [10, 0, 0, 1], [128, 0, 0, 1], [126, 255, 255, 255]] {
            let shown = bytes.map(String.init).joined(separator: ".")
            #expect(ListeningAddress(Self.ipv4(bytes, port: 7)) == .network(shown + ":7"))
        }
        let zeros = [UInt8](repeating: 0, count: 16)
        #expect(ListeningAddress(Self.ipv6(zeros, port: 7)) == .network("[0:0:0:0:0:0:0:0]:7"))
        #expect(ListeningAddress(Self.ipv6([0xFE, 0x80] + zeros.dropFirst(3) + [1], port: 7)) == .network("[fe80:0:0:0:0:0:0:1]:7"))
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 10, 0, 0, 1]
        #expect(ListeningAddress(Self.ipv6(mapped, port: 7)) == .network("10.0.0.1:7"))
    }

    @Test("a socket tells its own address, and a file has none")
    func descriptors() throws {
        let folder = try TemporaryFolder()
        let unix = try boundSocket(folder.path + "/s", listens: true)
        defer { close(unix) }
        #expect(try ListeningAddress(of: unix) == .unix)
        let (tcp, port) = try loopbackSocket()
        defer { close(tcp) }
        #expect(try ListeningAddress(of: tcp) == .loopback("127.0.0.1:\(port)"))
        let file = open(folder.path, O_RDONLY)
        defer { close(file) }
        #expect(throws: HTTPServiceError.notListening(descriptor: file)) { try ListeningAddress(of: file) }
    }

    @Test("a TCP socket that was opened elsewhere is served, to a peer of whom nothing is known")
    func served() async throws {
        let (descriptor, port) = try loopbackSocket()
        var router = Router()
        router.on("GET", "/who") { request, responder in responder.respond(.text(request.peerDescription)) }
        let server = try await HTTPServer.start([HTTPListener(.descriptor(descriptor), router: router)])
        let answer = try await onThread {
            let connection = try loopbackConnection(port: port)
            defer { close(connection) }
            let request = Array("GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
            guard write(connection, request, request.count) == request.count else { throw POSIXError(.EPIPE) }
            var text: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while case let count = read(connection, &buffer, buffer.count), count > 0 { text += buffer.prefix(count) }
            return String(decoding: text, as: UTF8.self)
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 OK") && answer.hasSuffix("an unknown peer"))
        await server.shutdown(within: .seconds(5))
    }

    /// A listening socket at 127.0.0.1, and the port that the system chose.
    private func loopbackSocket() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var storage = Self.ipv4([127, 0, 0, 1], port: 0)
        let isBound = withSocketAddress(&storage) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) } == 0
        guard isBound, listen(descriptor, 8) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        guard withSocketAddress(&storage, { getsockname(descriptor, $0, &length) }) == 0 else { throw POSIXError(.EBADF) }
        let address = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in.self) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private func loopbackConnection(port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var storage = Self.ipv4([127, 0, 0, 1], port: port)
        guard withSocketAddress(&storage, { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }) == 0 else {
            throw POSIXError(.ECONNREFUSED)
        }
        return descriptor
    }

    private func withSocketAddress(_ storage: inout sockaddr_storage, _ body: (UnsafeMutablePointer<sockaddr>) -> Int32) -> Int32 {
        withUnsafeMutablePointer(to: &storage) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }
}
