import Foundation
import Generation
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

    @Test("an https endpoint that speaks no TLS is a failure of TLS")
    func plainText() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        let base = server.baseURL.replacingOccurrences(of: "http:", with: "https:")
        let transport = try CurlTransport(LLMEndpoint(baseURL: base, totalTimeout: .milliseconds(500)), key: try SecretKey("k"))
        #expect(throws: TransportFailure.self) { try transport.post(Array("{}".utf8)) }
        #expect(server.requests.isEmpty)
    }
}
