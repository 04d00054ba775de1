import Foundation
import HTTPService
import TestSupport
import Testing

/// Socket files, and sockets that were opened elsewhere.
struct ListeningSocketTests {
    private func start(_ endpoint: HTTPListener.Endpoint...) async throws(HTTPServiceError) -> HTTPServer {
        try await HTTPServer.start(endpoint.map { HTTPListener($0, router: .sample) })
    }

    private func mode(of path: String) -> UInt32? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }

    @Test("the socket has the permissions asked for, whatever the umask, and is removed at the stop", arguments: [0o600, 0o660, 0o666])
    func permissions(mode wanted: UInt32) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let server = try await start(.path(path, mode: wanted))
        #expect(mode(of: path) == S_IFSOCK | wanted)
        await server.shutdown(within: .seconds(5))
        #expect(mode(of: path) == nil)
    }

    @Test("the file of a dead service is replaced")
    func stale() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        close(try boundSocket(path, listens: true))
        #expect(mode(of: path) != nil)
        let server = try await start(.path(path, mode: 0o660))
        #expect(try await onThread { try UnixHTTPClient(path).request("GET", "/health").status } == 200)
        await server.shutdown(within: .seconds(5))
    }

    @Test("a living service is not robbed of its socket")
    func alive() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let first = try await start(.path(path, mode: 0o660))
        await #expect(throws: HTTPServiceError.alreadyServed(path: path)) { try await start(.path(path, mode: 0o660)) }
        #expect(try await onThread { try UnixHTTPClient(path).request("GET", "/health").status } == 200)
        await first.shutdown(within: .seconds(5))
    }

    @Test("what is no socket is left alone: a file, a folder, a link to a file")
    func notASocket() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/file"
        try "precious".write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.createDirectory(atPath: folder.path + "/folder", withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: file)
        for path in ["/file", "/folder", "/link"].map({ folder.path + $0 }) {
            await #expect(throws: HTTPServiceError.notASocket(path: path)) { try await start(.path(path, mode: 0o660)) }
        }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "precious")
    }

    @Test("a path that does not fit, or a folder that is not there, is a clear error")
    func impossiblePaths() async throws {
        let folder = try TemporaryFolder()
        let long = folder.path + "/" + String(repeating: "a", count: 107 - folder.path.utf8.count)
        await #expect(throws: HTTPServiceError.pathTooLong(path: long, limitBytes: 107)) { try await start(.path(long, mode: 0o660)) }
        #expect(
            HTTPServiceError.pathTooLong(path: "/a/b", limitBytes: 3).description
                == "socket path '/a/b' has 4 bytes, at most 3 are possible")
        let fitting = String(long.dropLast())
        await (try start(.path(fitting, mode: 0o660))).shutdown(within: .seconds(5))
        let missing = folder.path + "/no/s"
        await #expect(throws: HTTPServiceError.system(operation: "open the folder of", path: missing, errno: ENOENT)) {
            try await start(.path(missing, mode: 0o660))
        }
    }

    @Test("when one listener fails, those before it leave nothing behind")
    func allOrNone() async throws {
        let folder = try TemporaryFolder()
        let good = folder.path + "/good"
        await #expect(throws: HTTPServiceError.self) { try await start(.path(good, mode: 0o660), .path(folder.path, mode: 0o660)) }
        #expect(mode(of: good) == nil)
    }

    @Test("at the stop, a file that another service has put in place stays")
    func replaced() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let server = try await start(.path(path, mode: 0o660))
        try FileManager.default.removeItem(atPath: path)
        let other = try boundSocket(path, listens: true)
        await server.shutdown(within: .seconds(5))
        #expect(mode(of: path) != nil)
        close(other)
    }

    @Test("an inherited socket is served beside a path, each with its own routes, and outlives the service")
    func inherited() async throws {
        let folder = try TemporaryFolder()
        let inherited = folder.path + "/inherited"
        let own = folder.path + "/own"
        let kept = try boundSocket(inherited, listens: true)
        var administration = Router()
        administration.get("/who") { _ throws(APIError) in .text("administration") }
        for _ in 0..<2 {
            // What the service manager does at every start: hand over a copy of the socket that it keeps.
            let server = try await HTTPServer.start([
                HTTPListener(.descriptor(dup(kept)), router: administration), HTTPListener(.path(own, mode: 0o660), router: .sample),
            ])
            let answers = try await onThread {
                try (
                    UnixHTTPClient(inherited).request("GET", "/who").text, UnixHTTPClient(inherited).request("GET", "/health").status,
                    UnixHTTPClient(own).request("GET", "/who").status
                )
            }
            #expect(answers == ("administration", 404, 404))
            await server.shutdown(within: .seconds(5))
            #expect(mode(of: inherited) != nil)
        }
        close(kept)
    }

    @Test("a descriptor that does not listen is refused")
    func notListening() async throws {
        let folder = try TemporaryFolder()
        let bound = try boundSocket(folder.path + "/s", listens: false)
        let file = open(folder.path, O_RDONLY)
        for descriptor in [bound, file, 9999] {
            await #expect(throws: HTTPServiceError.notListening(descriptor: descriptor)) { try await start(.descriptor(descriptor)) }
        }
        close(bound)
        close(file)
    }
}

func boundSocket(_ path: String, listens: Bool) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    try #require(result == 0)
    if listens { try #require(listen(descriptor, 4) == 0) }
    return descriptor
}
