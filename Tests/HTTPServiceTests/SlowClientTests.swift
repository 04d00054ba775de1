import Foundation
import HTTPService
import TestSupport
import Testing

/// Clients that take their time, or too many connections: each is bounded.
struct SlowClientTests {
    static let head = "POST /echo HTTP/1.1\r\nHost: x\r\n"

    @Test("a header that does not end, a body that does not end and a body that stops are answered with 408")
    func stalled() async throws {
        let stalled = [
            "GET /health HT", Self.head + "X: a\r\n", "\r\n", Self.head + "Content-Length: 9\r\n\r\nabc",
            Self.head + "Transfer-Encoding: chunked\r\n\r\n3\r\nab",
        ]
        try await RunningService.start {
            $0.headTimeout = .milliseconds(50)
            $0.bodyTimeout = .milliseconds(50)
        }.serve { path in
            for text in stalled {
                let connection = try RawConnection(path)
                connection.send(text)
                #expect(statuses(try connection.readAll()) == [408])
            }
        }
    }

    @Test(
        "a client that sends byte by byte gets no more time than one that stalls",
        arguments: [head, head + "Content-Length: 99999\r\n\r\n"])
    func drip(start: String) async throws {
        try await RunningService.start {
            $0.headTimeout = .milliseconds(200)
            $0.bodyTimeout = .milliseconds(200)
        }.serve { path in
            let connection = try RawConnection(path)
            connection.send(start)
            let began = ContinuousClock.now
            while !connection.isReadable(within: 10), began.duration(to: .now) < .seconds(10) { connection.send("a") }
            #expect(began.duration(to: .now) < .seconds(5))
            #expect(statuses(try connection.readAll()) == [408])
        }
    }

    @Test("an idle connection is closed without an answer, fresh or used")
    func idle() async throws {
        try await RunningService.start { $0.idleTimeout = .milliseconds(50) }.serve { path in
            let fresh = try RawConnection(path)
            #expect(try fresh.readAll() == "")
            let used = try RawConnection(path)
            used.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(statuses(try used.readAll()) == [200])
        }
    }

    @Test("a handler may take longer than any of the client's limits")
    func slowHandler() async throws {
        let held = HeldRequests()
        try await RunningService.start(held.router()) {
            $0.idleTimeout = .milliseconds(30)
            $0.headTimeout = .milliseconds(30)
            $0.bodyTimeout = .milliseconds(30)
        }.serve { path in
            let connection = try RawConnection(path)
            connection.send("POST /held HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let (_, responder) = try #require(held.next())
            #expect(!connection.isReadable(within: 200))
            responder.respond(.text("at last"))
            #expect(try connection.readAll().hasSuffix("at last"))
        }
    }

    @Test("a client that never reads is cut off, and its answer with it")
    func neverReads() async throws {
        try await RunningService.start { $0.writeTimeout = .milliseconds(100) }.serve { path in
            let connection = try RawConnection(path)
            connection.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.isHungUp(within: 10_000))
            #expect(try UnixHTTPClient(path).request("GET", "/health").status == 200)
        }
    }

    @Test("a client that does not close after the last answer is cut off")
    func neverCloses() async throws {
        try await RunningService.start { $0.lingerTimeout = .milliseconds(50) }.serve { path in
            let connection = try RawConnection(path)
            connection.send("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(connection.isHungUp(within: 10_000))
            #expect(statuses(try connection.readAll()) == [200])
        }
    }

    @Test("a client that goes away in the middle of a body leaves its place to the next")
    func disconnectsMidBody() async throws {
        try await RunningService.start(maxConnections: 1).serve { path in
            var connection: RawConnection? = try RawConnection(path)
            connection?.send(Self.head + "Content-Length: 100\r\n\r\nabc")
            connection = nil
            // The place is free once the event loop has seen the end; until then the answer is 429.
            var status = 429
            for _ in 0..<1000 where status == 429 { status = try UnixHTTPClient(path).request("GET", "/health").status }
            #expect(status == 200)
        }
    }

    @Test("a connection too many is told 429 and when to come back, and the others do not notice")
    func tooManyConnections() async throws {
        try await RunningService.start(maxConnections: 2).serve { path in
            let first = UnixHTTPClient(path)
            let second = UnixHTTPClient(path)
            #expect(try first.request("GET", "/health").status == 200)
            #expect(try second.request("GET", "/health").status == 200)
            let third = try UnixHTTPClient(path).request("GET", "/health")
            #expect(third.status == 429)
            #expect(third.headers["Retry-After"] == "1")
            #expect(third.headers["Connection"] == "close")
            let silent = try RawConnection(path)
            #expect(statuses(try silent.readAll()) == [429])
            #expect(try first.request("GET", "/health").status == 200)
        }
    }

    @Test("bodies that together are too much are told 429, and what was held is given back")
    func tooManyBytes() async throws {
        try await RunningService.start(maxHeldBodyBytes: 1000).serve { path in
            let body = [UInt8](repeating: 0x61, count: 600)
            for _ in 0..<5 { #expect(try UnixHTTPClient(path).request("POST", "/echo", body: body).status == 200) }
            let holder = try RawConnection(path)
            holder.send(Self.head + "Expect: 100-continue\r\nContent-Length: 601\r\n\r\n")
            #expect(try holder.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            holder.send(body)
            // One event loop reads what `holder` sent before what comes on a connection that is opened after.
            let refused = try UnixHTTPClient(path).request("POST", "/echo", body: body)
            #expect(refused.status == 429)
            #expect(refused.headers["Retry-After"] == "1")
            holder.send("b")
            #expect(statuses(try holder.read(until: "b")) == [200])
            #expect(try UnixHTTPClient(path).request("POST", "/echo", body: body).status == 200)
        }
    }
}
