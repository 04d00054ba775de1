import Generation
import Testing

struct LLMEndpointTests {
    static let bases: [(String, String)] = [
        ("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/chat/completions"),
        ("https://h/openai/deployments/x", "https://h/openai/deployments/x/chat/completions"),
        ("http://h/v1/chat/completions", "http://h/v1/chat/completions"), ("unix:/run/llm.sock", "http://localhost/v1/chat/completions"),
    ]

    @Test("a base URL becomes the place of chat completions", arguments: bases)
    func places(base: String, url: String) throws {
        let endpoint = try LLMEndpoint(baseURL: base)
        #expect(endpoint.url == url)
        #expect(endpoint.unixSocket == (base.hasPrefix("unix:") ? "/run/llm.sock" : nil))
    }

    @Test(
        "what is no plain URL of a host is refused",
        arguments: [
            "", "api.openai.com", "ftp://h/v1", "file:///etc/passwd", "https://", "http://:80/v1", "https://user:secret@h/v1",
            "https://h/v1?key=secret", "https://h/v1#x", "https://h/ v1", "https://h/v1\r\nX: y", "unix:relative.sock", "unix:",
        ])
    func refuses(base: String) throws {
        let error = try #require(throws: GenerationError.self) { try LLMEndpoint(baseURL: base) }
        #expect(!"\(error)".contains("secret"))
    }

    @Test("sockets and time-outs have bounds")
    func bounds() {
        #expect(throws: GenerationError.self) { try LLMEndpoint(baseURL: "unix:/" + String(repeating: "x", count: 120)) }
        #expect(throws: GenerationError.self) { try LLMEndpoint(baseURL: "unix:/a", unixSocket: "/b") }
        #expect(throws: GenerationError.self) { try LLMEndpoint(baseURL: "http://h", totalTimeout: .zero) }
        #expect(throws: GenerationError.self) { try LLMEndpoint(baseURL: "http://h", maxAnswerBytes: 0) }
    }
}
