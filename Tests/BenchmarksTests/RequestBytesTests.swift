import Benchmarks
import JSONParsing
import Testing

struct RequestBytesTests {
    @Test("a request is whole, and its length is that of its body in bytes")
    func classify() {
        let expected =
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n"
            + "{\"input\":\"caf\u{E9} \\\"\\n\u{1F642}\"}"
        #expect(String(decoding: RequestBytes.classify("caf\u{E9} \"\n\u{1F642}"), as: UTF8.self) == expected)
    }

    @Test("any path and body")
    func post() {
        let text = String(decoding: RequestBytes.post("/v1/activate", ["bundle": "b"]), as: UTF8.self)
        #expect(text.hasPrefix("POST /v1/activate HTTP/1.1\r\n") && text.hasSuffix("Content-Length: 14\r\n\r\n{\"bundle\":\"b\"}"))
    }
}
