import Foundation
import Generation
import JSONParsing
import TestSupport
import Testing

struct CurlTransportTests {
    private func transport(_ server: ScriptedLLMServer, key: String? = nil, proxy: String? = nil) throws -> CurlTransport {
        try CurlTransport(LLMEndpoint(baseURL: server.baseURL, proxy: proxy), key: try key.map { try SecretKey($0) })
    }

    @Test("redirects are not followed: the key stays where it was sent")
    func redirects() throws {
        let other = try ScriptedLLMServer()
        let server = try ScriptedLLMServer([.status(307, message: "moved", headers: ["Location": other.baseURL + "/chat/completions"])])
        defer {
            server.stop()
            other.stop()
        }
        #expect(try transport(server, key: "k").post([]).status == 307)
        #expect(other.connectionsMade == 0)
    }

    @Test("the key is sent in one header, and is taken out of whatever comes back")
    func key() throws {
        let secret = "sk-echo-987654321"
        let server = try ScriptedLLMServer([
            .unauthorized, .status(500, message: "\(secret)\(secret) and \(secret.dropLast())", headers: ["Retry-After": secret]),
        ])
        defer { server.stop() }
        let transport = try transport(server, key: secret)
        for _ in 0..<2 {
            let answer = try transport.post(Array("{}".utf8))
            #expect(!String(decoding: answer.body, as: UTF8.self).contains(secret) && answer.retryAfter != secret)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("[redacted]"))
        }
        let request = try #require(server.requests.first)
        #expect(request.headers.filter { $0.value.contains(secret) }.map(\.key) == ["authorization"])
        #expect(!request.path.contains(secret) && !String(decoding: request.body, as: UTF8.self).contains(secret))
    }

    @Test(
        "a key is found in JSON that spells it with escapes, in answers, ids and errors",
        arguments: [#"sk-a\/b+c-0123"#, #"sk\u002da\/b\u002Bc-0123"#, #"sk-a/b+c\u002d0123"#, #"\u0073\u006B-a/b+c-0123"#])
    func escapedKey(spelling: String) throws {
        let secret = "sk-a/b+c-0123"
        #expect(try JSONParser.parse("\"\(spelling)\"").string == secret)
        let server = try ScriptedLLMServer([
            .raw(200, body: #"{"id":"\#(spelling)","choices":[{"message":{"content":"{\"variations\":[\"x \#(secret) y\"]}"}}]}"#),
            .raw(401, body: #"{"error":{"message":"bad \#(spelling)"}}"#),
        ])
        defer { server.stop() }
        let transport = try transport(server, key: secret)
        for expected in [200, 401] {
            let answer = try transport.post(Array("{}".utf8))
            #expect(answer.status == expected)
            let shown = "\(ChatAnswer.read(answer, prices: .free)) \(ChatAnswer.id(answer.body) ?? "")"
            #expect(shown.contains("[redacted]") && !shown.contains("b+c") && !shown.contains("0123"), "\(shown)")
        }
    }

    @Test("a key that stands across the end of a shortened message or header leaves no half of itself", arguments: 180...202)
    func keyAtTheEnd(filler: Int) throws {
        let secret = "sk-echo-987654321"
        let long = String(repeating: "x", count: filler) + secret
        let server = try ScriptedLLMServer([
            .status(500, message: long, headers: ["Retry-After": long]), .raw(500, body: String(repeating: "x", count: 600) + long),
        ])
        defer { server.stop() }
        let transport = try transport(server, key: secret)
        for _ in 0..<2 {
            let answer = try transport.post(Array("{}".utf8))
            #expect(answer.retryAfter?.contains("sk") != true && answer.retryAfter.map { $0.count <= 200 } != false)
            #expect(!"\(ChatAnswer.read(answer, prices: .free))".contains("sk"))
        }
    }

    @Test("a kept connection that dies under a request is a failure: the request does not go out a second time by itself")
    func droppedKeptConnection() throws {
        let server = try ScriptedLLMServer([.none, .dropped])
        defer { server.stop() }
        let transport = try transport(server)
        #expect(try transport.post(Array("{}".utf8)).status == 200)
        let failure = try #require(throws: TransportFailure.self) { try transport.post(Array("{}".utf8)) }
        guard case .dropped = failure else {
            Issue.record("\(failure)")
            return
        }
        #expect(server.requests.map(\.connection) == [0, 0])
        #expect(try transport.post(Array("{}".utf8)).status == 200)
        let connections = server.requests.map(\.connection)
        #expect(connections.prefix(2) == [0, 0] && connections.count == 3 && connections.last != 0)
    }

    @Test("a kept connection that the other side closed while nothing was asked is replaced, and no failure")
    func closedKeptConnection() throws {
        let folder = try TemporaryFolder()
        let first = try ScriptedLLMServer(unixSocket: folder.path + "/llm.sock")
        let transport = try transport(first)
        #expect(try transport.post(Array("{}".utf8)).status == 200)
        first.stop()
        let second = try ScriptedLLMServer(unixSocket: folder.path + "/llm.sock")
        defer { second.stop() }
        #expect(try transport.post(Array("{}".utf8)).status == 200)
        #expect(first.requests.count == 1 && second.requests.count == 1)
    }

    @Test("without a key there is no such header")
    func noKey() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        _ = try transport(server).post(Array("{}".utf8))
        #expect(server.requests.first?.headers["authorization"] == nil)
    }

    @Test("a proxy that is named is used, and gets the whole URL")
    func proxy() throws {
        let (server, proxy) = (try ScriptedLLMServer(), try ScriptedLLMServer())
        defer {
            server.stop()
            proxy.stop()
        }
        let place = String(proxy.baseURL.dropLast("/v1".count))
        _ = try transport(server, proxy: place).post(Array("{}".utf8))
        #expect(server.connectionsMade == 0)
        #expect(proxy.requests.map(\.path) == [server.baseURL + "/chat/completions"])
    }

    @Test("an answer of as many bytes as are allowed is taken, and one more is refused", arguments: [1, 1_000, 100_000])
    func size(bytes: Int) throws {
        let text = String(repeating: "x", count: bytes)
        let server = try ScriptedLLMServer([.raw(200, body: text), .raw(200, body: text + "y")])
        defer { server.stop() }
        let transport = try CurlTransport(LLMEndpoint(baseURL: server.baseURL, maxAnswerBytes: bytes), key: nil)
        #expect(try transport.post(Array("{}".utf8)).body.count == bytes)
        #expect(throws: TransportFailure.tooLarge(limitBytes: bytes)) { try transport.post(Array("{}".utf8)) }
    }

    @Test("headers are bounded as the body is")
    func headers() throws {
        let long = String(repeating: "x", count: 30_000)
        let server = try ScriptedLLMServer([.status(200, message: "m", headers: ["A": long, "B": long, "C": long])])
        defer { server.stop() }
        #expect(throws: TransportFailure.self) { try transport(server).post(Array("{}".utf8)) }
    }

    @Test("a CA file that is not there makes every request fail, not an unverified one")
    func caFile() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        let base = server.baseURL.replacingOccurrences(of: "http:", with: "https:")
        let transport = try CurlTransport(LLMEndpoint(baseURL: base, caFile: "/nonexistent/ca.pem"), key: nil)
        let failure = try #require(throws: TransportFailure.self) { try transport.post(Array("{}".utf8)) }
        guard case .tls = failure else {
            Issue.record("\(failure)")
            return
        }
        #expect(server.requests.isEmpty)
    }

    @Test("an https endpoint that never answers the greeting of TLS was sent nothing that could have to be paid")
    func plainText() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        let base = server.baseURL.replacingOccurrences(of: "http:", with: "https:")
        let transport = try CurlTransport(LLMEndpoint(baseURL: base, totalTimeout: .milliseconds(500)), key: try SecretKey("k"))
        let failure = try #require(throws: TransportFailure.self) { try transport.post(Array("{}".utf8)) }
        #expect(AttemptEnd.transport(failure).ledgerOutcome(raw: []) == .failed(reason: "\(failure)", usage: TokenUsage()))
        guard case .unreachable = failure else {
            Issue.record("\(failure)")
            return
        }
        #expect(server.requests.isEmpty)
    }

    @Test("a key after an escaped backslash leaves JSON that reads")
    func keyAfterBackslash() throws {
        let server = try ScriptedLLMServer([.raw(200, body: #"{"id":"C:\\sk-echo-1\n"}"#)])
        defer { server.stop() }
        let body = try transport(server, key: "sk-echo-1").post(Array("{}".utf8)).body
        #expect(try JSONParser.parse(body) == ["id": "C:\\[redacted]\n"])
    }
}
