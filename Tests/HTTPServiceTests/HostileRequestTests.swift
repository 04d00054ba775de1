import Foundation
import HTTPService
import JSONParsing
import TestSupport
import Testing

/// Requests that nobody well-meaning sends: each gets its status in the usual error shape, or is bounded in bytes and time.
struct HostileRequestTests {
    static let head = "POST /echo HTTP/1.1\r\nHost: x\r\n"
    static let get = "GET /health HTTP/1.1\r\nHost: x\r\n"

    static let refused: [(name: String, bytes: [UInt8], status: Int)] =
        [
            ("truncated request line", "GET /hea", 400),
            ("truncated header", get + "Accept: ", 400),
            ("truncated body", head + "Content-Length: 10\r\n\r\nabc", 400),
            ("truncated chunk", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nab", 400),
            ("one huge field", get + "X: " + String(repeating: "a", count: 70_000) + "\r\n\r\n", 431),
            ("many fields", get + String(repeating: "X: a\r\n", count: 200) + "\r\n", 431),
            (
                "many bytes of fields", get + String(repeating: "X: " + String(repeating: "a", count: 1000) + "\r\n", count: 40) + "\r\n",
                431
            ),
            ("endless field, no end in sight", get + "X: " + String(repeating: "a", count: 70_000), 431),
            ("long target", "GET /" + String(repeating: "a", count: 5000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
            ("huge target", "GET /" + String(repeating: "a", count: 70_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
            ("endless target", "GET /" + String(repeating: "a", count: 200_000), 414),
            ("chunk size that is no number", head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
            ("negative chunk size", head + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n", 400),
            ("chunk size that overflows", head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nhello\r\n", 400),
            ("chunk longer than its size", head + "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n", 400),
            ("negative length", head + "Content-Length: -1\r\n\r\n", 400),
            ("length with a sign", head + "Content-Length: +1\r\n\r\na", 400),
            ("length in hex", head + "Content-Length: 0x10\r\n\r\n", 400),
            ("empty length", head + "Content-Length: \r\n\r\n", 400),
            ("length list", head + "Content-Length: 1, 1\r\n\r\na", 400),
            ("length that overflows", head + "Content-Length: 99999999999999999999999\r\n\r\n", 400),
            ("the same length twice", head + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400),
            ("two lengths", head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
            ("length and coding", head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            ("coding and length", head + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 400),
            ("another coding", head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
            ("coding in disguise", head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
            ("two codings", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 400),
            ("coding in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            ("space before the colon", head + "Content-Length : 1\r\n\r\na", 400),
            ("folded field", head + "X: a\r\n b\r\n\r\n", 400),
            ("field without a name", get + ": x\r\n\r\n", 400),
            ("no host", "GET /health HTTP/1.1\r\n\r\n", 400),
            ("two hosts", get + "Host: y\r\n\r\n", 400),
            ("zero byte in the path", "GET /hea\u{0}lth HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("zero byte in a field", get + "X: a\u{0}b\r\n\r\n", 400),
            ("raw UTF-8 in the path", "GET /höhe HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("line feeds alone", "GET /health HTTP/1.1\nHost: x\n\n", 505),
            ("100 MB announced", head + "Content-Length: 104857600\r\n\r\n", 413),
            ("one byte too many announced", head + "Content-Length: 1048577\r\n\r\n", 413),
            ("lower-case method", "get /health HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("unknown method", "FETCH /health HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
            ("HTTP/3.0", "GET / HTTP/3.0\r\nHost: x\r\n\r\n", 505),
            ("HTTP/0.9", "GET /health\r\n", 400),
            ("not HTTP", "hello there\r\n\r\n", 400),
        ].map { (name: $0.0, bytes: Array($0.1.utf8), status: $0.2) } + [
            // The start of a TLS ClientHello.
            (name: "TLS", bytes: [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03] + [UInt8](0..<64), status: 400),
            (name: "0xFF", bytes: [UInt8](repeating: 0xFF, count: 100), status: 400),
        ]

    @Test("each malformed request has its status, in the error shape, and ends the connection", arguments: refused)
    func refuses(name: String, bytes: [UInt8], status: Int) async throws {
        try await RunningService.start().serve { path in
            let connection = try RawConnection(path)
            connection.send(bytes)
            connection.endOutput()
            let answer = try connection.readAll()
            #expect(statuses(answer) == [status], "\(name): \(answer)")
            #expect(answer.contains("Connection: close\r\n"))
            let body = try #require(answer.range(of: "\r\n\r\n")).upperBound
            let error = try JSONParser.parse(String(answer[body...])).object?["error"]?.object
            #expect(error?.keys == ["message", "type", "param", "code"])
            #expect(error?["type"] == "invalid_request_error" || status >= 500)
            #expect(try UnixHTTPClient(path).request("GET", "/health").status == 200)
        }
    }

    @Test("what follows a refused request is never read as another")
    func smuggling() async throws {
        try await RunningService.start().serve { path in
            let connection = try RawConnection(path)
            let inner = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
            connection.send(Self.head + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner)
            #expect(statuses(try connection.readAll()) == [400])
            let closing = try RawConnection(path)
            closing.send(Self.get + "Connection: close\r\n\r\n" + inner)
            #expect(statuses(try closing.readAll()) == [200])
        }
    }

    @Test("the body limit is exact, announced or counted")
    func bodyLimit() async throws {
        try await RunningService.start { $0.maxBodyBytes = 1000 }.serve { path in
            for (count, status) in [(1000, 200), (1001, 413)] {
                let body = String(repeating: "a", count: count)
                let announced = try RawConnection(path)
                announced.send(Self.head + "Connection: close\r\nContent-Length: \(count)\r\n\r\n" + body)
                #expect(statuses(try announced.readAll()) == [status])
                let counted = try RawConnection(path)
                let chunks = body.map { "1\r\n\($0)\r\n" }.joined()
                counted.send(Self.head + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n")
                #expect(statuses(try counted.readAll()) == [status])
            }
        }
    }

    @Test("a client that is still sending can read its 413")
    func refusedWhileSending() async throws {
        try await RunningService.start().serve { path in
            let answer = try UnixHTTPClient(path).request("POST", "/echo", body: [UInt8](repeating: 0x61, count: 32 << 20))
            #expect(answer.status == 413)
            #expect(answer.errorMessage == "the body is longer than 1048576 bytes")
        }
    }

    @Test("an endless chunked body is cut off")
    func endlessBody() async throws {
        try await RunningService.start { $0.lingerTimeout = .milliseconds(50) }.serve { path in
            let connection = try RawConnection(path)
            connection.send(Self.head + "Transfer-Encoding: chunked\r\n\r\n")
            let chunk = Array(("10000\r\n" + String(repeating: "a", count: 0x10000) + "\r\n").utf8)
            let began = ContinuousClock.now
            while connection.send(chunk) == chunk.count, began.duration(to: .now) < .seconds(10) {}
            #expect(began.duration(to: .now) < .seconds(10))
            #expect(statuses(try connection.readAll()) == [413])
        }
    }

    @Test("more pipelined requests than may wait end the connection after those that were taken")
    func endlessPipeline() async throws {
        let held = HeldRequests()
        try await RunningService.start(held.router()) { $0.maxPipelinedRequests = 4 }.serve { path in
            let connection = try RawConnection(path)
            connection.send("POST /held HTTP/1.1\r\nHost: x\r\n\r\n" + String(repeating: Self.get + "\r\n", count: 20))
            connection.endOutput()
            let (_, responder) = try #require(held.next())
            responder.respond(.text("first"))
            let count = statuses(try connection.readAll()).count
            #expect((2...21).contains(count))
        }
    }

    @Test("random bytes and random changes to a request never stop the service")
    func randomBytes() async throws {
        try await RunningService.start { $0.lingerTimeout = .milliseconds(100) }.serve { path in
            var state: UInt64 = 7
            func random(_ bound: Int) -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state >> 33) % bound
            }
            let samples = [
                Self.head + "Transfer-Encoding: chunked\r\nTrailer: a\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n" + Self.get + "\r\n",
                Self.head + "Content-Length: 5\r\nExpect: 100-continue\r\nX:\r\nY: \r\n\r\nhello" + Self.get + "\r\n",
            ].map { Array($0.utf8) }
            let tokens: [[UInt8]] =
                ["\r", "\n", "\r\n", "\r\n\r\n", ":", " ", "\t", "0", "HTTP/1.1", "\u{0}", ";"].map { Array($0.utf8) } + [[0xFF]]
            for _ in 0..<3000 {
                var bytes = samples[random(samples.count)]
                for _ in 0...random(4) {
                    let place = random(bytes.count)
                    switch random(4) {
                    case 0: bytes[place] = UInt8(random(256))
                    case 1: bytes.insert(contentsOf: tokens[random(tokens.count)], at: place)
                    case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random(6)))
                    default: bytes.replaceSubrange(place..<place + 1, with: tokens[random(tokens.count)])
                    }
                }
                let connection = try RawConnection(path)
                let cut = random(bytes.count + 1)
                connection.send(Array(bytes[..<cut]))
                connection.send(Array(bytes[cut...]))
                connection.endOutput()
                #expect(statuses(try connection.readAll()).allSatisfy { (100...599).contains($0) })
            }
            #expect(try UnixHTTPClient(path).request("GET", "/health").status == 200)
        }
    }
}
