import Foundation
import HTTPService
import TestSupport
import Testing

/// The graceful stop.
struct ShutdownTests {
    /// A connection that the service has seen and that does nothing: its end tells that the stop has reached the connections.
    private func idleConnection(_ path: String) async throws -> RawConnection {
        try await onThread {
            let connection = try RawConnection(path)
            connection.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try connection.read(until: "ok")
            return connection
        }
    }

    @Test("idle connections are closed at once and the socket file goes")
    func idle() async throws {
        let service = try await RunningService.start()
        let path = service.path
        let connections = [
            try await idleConnection(path), try await onThread { try RawConnection(path) }, try await idleConnection(path),
        ]
        #expect(await service.server.shutdown(within: .seconds(10)))
        #expect(try await onThread { try connections.map { try $0.readAll() } } == ["", "", ""])
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("requests in flight, and those that had reached the socket, are answered; the last answer says that it is the last")
    func inFlight() async throws {
        let held = HeldRequests()
        let service = try await RunningService.start(held.router())
        let path = service.path
        let connection = try await onThread { try RawConnection(path) }
        let post = "POST /held HTTP/1.1\r\nHost: x\r\n\r\n"
        connection.send(post)
        let (_, first) = try #require(try await onThread { held.next() })
        let idle = try await idleConnection(path)
        async let isComplete = service.server.shutdown(within: .seconds(10))
        #expect(try await onThread { try idle.readAll() } == "")
        first.respond(.text("finished"))
        let received = try await onThread { try connection.readAll() }
        #expect(received.contains("Connection: close\r\n") && received.hasSuffix("finished"))
        #expect(await isComplete)
    }

    @Test("a request that lies in the socket when the stop begins is answered")
    func inTheSocket() async throws {
        let held = HeldRequests()
        let service = try await RunningService.start(held.router())
        let path = service.path
        let busy = try await onThread { try RawConnection(path) }
        // It has been served once: a connection that is not accepted yet dies with the listening socket.
        let waiting = try await idleConnection(path)
        // `/large` keeps the only event loop busy writing, so the other request is sent while nobody looks.
        busy.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        waiting.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        async let isComplete = service.server.shutdown(within: .seconds(10))
        let answers = try await onThread { try (busy.readAll().utf8.count, waiting.readAll()) }
        #expect(answers.0 > 32 << 20)
        #expect(statuses(answers.1) == [200])
        #expect(await isComplete)
    }

    @Test("a request that is still arriving is waited for")
    func arriving() async throws {
        let service = try await RunningService.start()
        let path = service.path
        let connection = try await onThread {
            let connection = try RawConnection(path)
            connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
            _ = try connection.read(until: "100 Continue\r\n\r\n")
            connection.send("he")
            return connection
        }
        let idle = try await idleConnection(path)
        async let isComplete = service.server.shutdown(within: .seconds(10))
        #expect(try await onThread { try idle.readAll() } == "")
        connection.send("re")
        let received = try await onThread { try connection.readAll() }
        #expect(received.hasSuffix("Connection: close\r\n\r\nhere"))
        #expect(await isComplete)
    }

    @Test("a request that outlives the deadline is cut, and the stop says so")
    func deadline() async throws {
        let held = HeldRequests()
        let service = try await RunningService.start(held.router())
        let path = service.path
        let connection = try await onThread { try RawConnection(path) }
        connection.send("POST /held HTTP/1.1\r\nHost: x\r\n\r\n")
        let (_, responder) = try #require(try await onThread { held.next() })
        #expect(await service.server.shutdown(within: .milliseconds(50)) == false)
        #expect(try await onThread { try connection.readAll() } == "")
        #expect(responder.isAbandoned)
        responder.respond(.text("too late"))
    }

    @Test("a client that keeps its connection is not harmed by a restart")
    func restart() async throws {
        let service = try await RunningService.start()
        let path = service.path
        let client = Unchecked(UnixHTTPClient(path))
        #expect(try await onThread { try client.value.request("POST", "/echo", body: [0x61]).status } == 200)
        await service.server.shutdown(within: .seconds(10))
        let next = try await HTTPServer.start([HTTPListener(.path(path, mode: 0o660), router: .sample)])
        #expect(try await onThread { try client.value.request("POST", "/echo", body: [0x62]).text } == "b")
        await next.shutdown(within: .seconds(10))
    }
}

/// Hands a value from thread to thread, one after the other.
struct Unchecked<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
