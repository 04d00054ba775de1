import Foundation
import ServiceManager
import TestSupport
import Testing

struct UnitReaderTests {
    @Test("a machine without a system bus is an ordinary answer")
    func nobus() throws {
        let place = try TemporaryFolder()
        #expect(try UnitReader(address: "unix:path=\(place.path)/none").states(of: ["picketd.service"]) == nil)
    }

    @Test("a socket that nobody listens on is no bus either")
    func nobodyListens() throws {
        let place = try TemporaryFolder()
        let path = place.path + "/bus"
        close(try listening(path))
        #expect(try UnitReader(address: "unix:path=\(path)").states(of: ["picketd.service"]) == nil)
    }

    @Test("a bus that says nothing is given up at the deadline")
    func silent() throws {
        let place = try TemporaryFolder()
        let path = place.path + "/bus"
        let listener = try listening(path)
        defer { close(listener) }
        let reader = UnitReader(address: "unix:path=\(path)", timeout: .milliseconds(50))
        #expect(throws: ServiceManagerError.systemBus(operation: "connect", errno: ETIMEDOUT)) {
            try reader.states(of: ["picketd.service"])
        }
    }

    @Test("an address that is none is an error that says so")
    func badAddress() throws {
        let error = try #require(throws: ServiceManagerError.self) { try UnitReader(address: "unix:place=nowhere").states(of: []) }
        #expect(error.description.contains("system bus"))
    }

    /// - Returns: The descriptor of a socket that listens and takes nobody.
    private func listening(_ path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(bound == 0 && listen(descriptor, 4) == 0)
        return descriptor
    }
}
