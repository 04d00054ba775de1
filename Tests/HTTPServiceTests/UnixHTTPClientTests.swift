import Foundation
import HTTPService
import JSONParsing
import TestSupport
import Testing

struct UnixHTTPClientTests {
    /// A service that answers one connection with fixed bytes, whatever it is asked, and closes.
    private func answer(with bytes: String?, timeout: Duration = .seconds(10)) async throws -> Result<HTTPAnswer, HTTPClientError> {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let listener = try boundSocket(path, listens: true)
        async let service: Void = onThread {
            guard let bytes else { return }
            let connection = accept(listener, nil, nil)
            var buffer = [UInt8](repeating: 0, count: 4096)
            _ = recv(connection, &buffer, buffer.count, 0)
            _ = bytes.withCString { send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            close(connection)
        }
        let result = try await onThread { () -> Result<HTTPAnswer, HTTPClientError> in
            do throws(HTTPClientError) { return .success(try UnixHTTPClient(path).request("GET", "/", timeout: timeout)) } catch {
                return .failure(error.atSocket)
            }
        }
        try await service
        close(listener)
        return result
    }

    @Test("a JSON exchange, an error answer, a large body both ways, on one connection")
    func exchange() async throws {
        try await RunningService.start(maxConnections: 1) { $0.maxBodyBytes = 8 << 20 }.serve { path in
            let client = UnixHTTPClient(path)
            let answer = try client.request("POST", "/json", json: ["input": ["é", 1]])
            #expect(answer.isSuccess)
            #expect(try answer.json() == ["input": ["é", 1]])
            #expect(answer.headers["content-type"] == "application/json")
            #expect(try client.request("GET", "/nowhere").errorMessage == "there is no '/nowhere' here")
            let large = [UInt8](repeating: 0x62, count: 8 << 20)
            #expect(try client.request("POST", "/echo", body: large).body == large)
            #expect(try client.request("HEAD", "/large").body.isEmpty)
            #expect(try client.request("GET", "/health", headers: [("X-Extra", "1")]).text == "ok")
        }
    }

    @Test("a socket that is not there, and one that nobody serves, are told apart")
    func nobody() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        #expect(throws: HTTPClientError.noSuchSocket(path: path)) { try UnixHTTPClient(path).request("GET", "/") }
        close(try boundSocket(path, listens: true))
        #expect(throws: HTTPClientError.notServed(path: path)) { try UnixHTTPClient(path).request("GET", "/") }
        let long = String(repeating: "a", count: 200)
        #expect(throws: HTTPClientError.invalidSocketPath(path: long)) { try UnixHTTPClient(long).request("GET", "/") }
    }

    @Test("a refused permission names the group that has it", .enabled(if: getuid() == 0, "needs root to become another user"))
    func permission() async {
        // A process of its own, since to become another user concerns all threads.
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let path = folder.path + "/s"
            let listener = try boundSocket(path, listens: true)
            #expect(chmod(folder.path, 0o755) == 0 && chmod(path, 0o660) == 0)
            #expect(setgroups(0, nil) == 0 && setegid(65_534) == 0 && seteuid(65_534) == 0)
            let error = #expect(throws: HTTPClientError.self) { try UnixHTTPClient(path).request("GET", "/") }
            #expect(seteuid(0) == 0)
            #expect(error == .permissionDenied(path: path, group: "root"))
            #expect(error?.description == "no permission to connect to '\(path)': members of group 'root' may")
            close(listener)
        }
    }

    @Test("a service that does not answer in time, does not read, or lets nobody in costs no more than the timeout")
    func timeout() async throws {
        let patience = Duration.milliseconds(50)
        #expect(try await answer(with: nil, timeout: patience) == .failure(.timedOut(path: "socket", after: patience)))
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let listener = try boundSocket(path, listens: true)
        let errors = try await onThread {
            let large = [UInt8](repeating: 0, count: 8 << 20)
            return (0..<8).map { _ in
                Result { () throws(HTTPClientError) in try UnixHTTPClient(path).request("POST", "/", body: large, timeout: patience) }
            }
        }
        #expect(errors.allSatisfy { $0 == .failure(.timedOut(path: path, after: patience)) })
        close(listener)
    }

    static let malformed: [(bytes: String, error: HTTPClientError)] = [
        ("", .closed(path: "socket")),
        ("hello\r\n\r\n", .malformedAnswer(path: "socket", reason: "it has no status line")),
        ("HTTP/1.1 999 x\r\n\r\n", .malformedAnswer(path: "socket", reason: "it has no status line")),
        ("HTTP/1.1 200 OK\r\n: x\r\n\r\n", .malformedAnswer(path: "socket", reason: "a header field has no name")),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", .malformedAnswer(path: "socket", reason: "its length is malformed")),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
            .malformedAnswer(path: "socket", reason: "its body is longer than 268435456 bytes")
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .malformedAnswer(path: "socket", reason: "it has a transfer coding")),
        ("HTTP/1.1 200 OK\r\nContent-Le", .malformedAnswer(path: "socket", reason: "it ends too early")),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", .malformedAnswer(path: "socket", reason: "it ends too early")),
        (
            "HTTP/1.1 200 OK\r\nX: " + String(repeating: "a", count: 70_000),
            .malformedAnswer(path: "socket", reason: "its header is too long")
        ),
    ]

    @Test("an answer that is not HTTP is an error that says why", arguments: malformed)
    func malformedAnswer(bytes: String, error: HTTPClientError) async throws {
        #expect(try await answer(with: bytes) == .failure(error))
    }

    @Test("interim answers are passed over, and a body without a length ends with the connection")
    func unusualAnswers() async throws {
        let answer = try await answer(with: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX: y\r\n\r\nto the end").get()
        #expect(answer == HTTPAnswer(status: 200, headers: HTTPHeaderFields([("X", "y")]), body: Array("to the end".utf8)))
    }

    @Test("a request that would break its own framing is not sent")
    func invalidRequests() throws {
        let client = UnixHTTPClient("/nonexistent")
        for (method, target, fields) in [
            ("GET", "/a b", []), ("GE\r\nT", "/", []), ("GET", "", []), ("GET", "/", [("X", "a\r\nY: b")]), ("GET", "/", [("X:", "a")]),
        ] {
            let error = #expect(throws: HTTPClientError.self) { try client.request(method, target, headers: fields) }
            guard case .invalidRequest? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }
}

extension HTTPClientError {
    /// The same error without the path of this run.
    fileprivate var atSocket: HTTPClientError {
        switch self {
        case .timedOut(_, let duration): .timedOut(path: "socket", after: duration)
        case .closed: .closed(path: "socket")
        case .malformedAnswer(_, let reason): .malformedAnswer(path: "socket", reason: reason)
        default: self
        }
    }
}
