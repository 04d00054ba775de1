import Foundation
import HTTPService
import TestSupport
import Testing

/// Over real sockets: framing, keep-alive, order.
struct HTTPServerTests {
    @Test("one connection serves many requests")
    func keepAlive() async throws {
        try await RunningService.start().serve { path in
            let connection = try RawConnection(path)
            for text in ["one", "", "three"] {
                connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
                let head =
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: \(text.utf8.count)\r\nConnection: keep-alive\r\n\r\n"
                let answer = try connection.read(until: "\r\n\r\n" + text)
                #expect(answer == head + text)
            }
        }
    }

    @Test("pipelined requests are answered in order, however their answers come")
    func pipelining() async throws {
        let held = HeldRequests()
        try await RunningService.start(held.router()).serve { path in
            let connection = try RawConnection(path)
            let posts = (0..<5).map { "POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n\($0)" }
            connection.send(posts.joined() + "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n")
            for index in 0..<5 {
                let (request, responder) = try #require(held.next())
                #expect(request.body == Array("\(index)".utf8))
                responder.respond(.text("answer \(index)"))
            }
            let received = try connection.readAll()
            #expect(statuses(received) == [200, 200, 200, 200, 200, 404, 400])
            let places = (0..<5).compactMap { received.range(of: "answer \($0)")?.lowerBound }
            #expect(places.count == 5 && places == places.sorted())
        }
    }

    @Test("100 Continue is sent when it is asked for, and not when the body is refused")
    func expectContinue() async throws {
        try await RunningService.start().serve { path in
            let head = "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length:"
            let connection = try RawConnection(path)
            connection.send("\(head) 2\r\n\r\n")
            #expect(try connection.read() == "HTTP/1.1 100 Continue\r\n\r\n")
            connection.send("ok")
            #expect(try connection.read(until: "ok").hasPrefix("HTTP/1.1 200"))
            connection.send("\(head) 9999999\r\n\r\n")
            #expect(statuses(try connection.readAll()) == [413])
            let odd = try RawConnection(path)
            odd.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nContent-Length: 1\r\n\r\n")
            #expect(statuses(try odd.readAll()) == [417])
        }
    }

    @Test("HEAD is GET without the body")
    func head() async throws {
        try await RunningService.start().serve { path in
            let connection = try RawConnection(path)
            connection.send("HEAD /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let answer = try connection.readAll()
            #expect(answer.contains("Content-Length: 2\r\n") && answer.hasSuffix("\r\n\r\n"))
            #expect(statuses(answer) == [200])
        }
    }

    @Test("chunked bodies arrive whole, extensions and trailers are passed over")
    func chunked() async throws {
        try await RunningService.start().serve { path in
            let connection = try RawConnection(path)
            let head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            connection.send(head + "5;name=value\r\nhello\r\n1\r\n,\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n")
            #expect(try connection.readAll().hasSuffix("\r\n\r\nhello, world"))
        }
    }

    static let closing: [(request: String, closes: Bool)] = [
        ("GET /health HTTP/1.1\r\nHost: x\r\n\r\n", false),
        ("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", true),
        ("GET /health HTTP/1.0\r\n\r\n", true),
        ("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false),
        ("GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", true),
    ]

    @Test("the connection closes when the version or the request says so", arguments: closing)
    func closes(request: String, closes: Bool) async throws {
        try await RunningService.start().serve { path in
            let connection = try RawConnection(path)
            connection.send(request)
            let answer = try closes ? connection.readAll() : connection.read(until: "ok")
            #expect(answer.contains(closes ? "Connection: close\r\n" : "Connection: keep-alive\r\n"))
            #expect(answer.hasSuffix("ok"))
        }
    }

    @Test("a client that ends its side after the request still gets its answers")
    func halfClose() async throws {
        let held = HeldRequests()
        try await RunningService.start(held.router()).serve { path in
            let connection = try RawConnection(path)
            connection.send("POST /held HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.endOutput()
            let (_, responder) = try #require(held.next())
            #expect(!responder.isAbandoned)
            responder.respond(.text("late"))
            let answer = try connection.readAll()
            #expect(statuses(answer) == [200, 200])
            #expect(answer.hasSuffix("Connection: close\r\n\r\nok"))
        }
    }

    @Test("a handler knows who is on the other end")
    func peer() async throws {
        let held = HeldRequests()
        try await RunningService.start(held.router()).serve { path in
            let connection = try RawConnection(path)
            connection.send("POST /held?query=1 HTTP/1.1\r\nHost: x\r\n\r\n")
            let (request, responder) = try #require(held.next())
            responder.respond(HTTPResponse(status: 204))
            #expect(request.peer == PeerCredentials(uid: getuid(), gid: getgid(), pid: getpid()))
            #expect(request.path == "/held")
            let answer = try connection.read(until: "\r\n\r\n")
            #expect(answer == "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n")
        }
    }

    @Test("a request that its handler drops is answered with 500")
    func dropped() async throws {
        try await RunningService.start().serve { path in
            let answer = try UnixHTTPClient(path).request("POST", "/dropped")
            #expect(answer.status == 500)
            #expect(answer.errorMessage == "the request was dropped without an answer")
        }
    }

    @Test("a responder knows when its client has gone, and the service lives on")
    func abandoned() async throws {
        let held = HeldRequests()
        try await RunningService.start(held.router()).serve { path in
            var connection: RawConnection? = try RawConnection(path)
            connection?.send("POST /held HTTP/1.1\r\nHost: x\r\n\r\n")
            let (_, responder) = try #require(held.next())
            #expect(!responder.isAbandoned)
            connection = nil
            // The event loop sees the end in one of its next turns; each request here is one.
            let client = UnixHTTPClient(path)
            for _ in 0..<1000 where !responder.isAbandoned { _ = try client.request("GET", "/health") }
            #expect(responder.isAbandoned)
            responder.respond(.text("to nobody"))
            #expect(try client.request("GET", "/health").status == 200)
        }
    }

    @Test("64 connections at once: nothing lost, each in its own order")
    func manyConnections() async throws {
        let service = try await RunningService.start()
        let path = service.path
        try await withThrowingTaskGroup(of: Int.self) { group in
            for connection in 0..<64 {
                group.addTask {
                    try await onThread {
                        let client = UnixHTTPClient(path)
                        var correct = 0
                        for index in 0..<200 {
                            let text = "\(connection)/\(index)"
                            if try client.request("POST", "/echo", body: Array(text.utf8)).text == text { correct += 1 }
                        }
                        return correct
                    }
                }
            }
            var total = 0
            for try await correct in group { total += correct }
            #expect(total == 64 * 200)
        }
        #expect(await service.server.shutdown(within: .seconds(5)))
    }
}
