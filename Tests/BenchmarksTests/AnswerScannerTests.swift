import Benchmarks
import Testing

struct AnswerScannerTests {
    static func take(_ scanner: inout AnswerScanner, _ bytes: some Collection<UInt8>) throws -> AnswerScanner.Progress {
        let copy = Array(bytes)
        return try copy.withUnsafeBytes { try scanner.take($0) }
    }

    static func answer(status: String = "200 OK", _ fields: [String], body: String) -> [UInt8] {
        Array(("HTTP/1.1 \(status)\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n" + body).utf8)
    }

    static let usual = answer(["content-type: application/json", "Content-Length: 11", "X: content-length: 5"], body: "{\"a\":[1,2]}")

    @Test("an answer torn at any byte ends where it ends")
    func torn() throws {
        for cut in 1..<Self.usual.count {
            var scanner = AnswerScanner()
            #expect(try Self.take(&scanner, Self.usual[..<cut]) == .more)
            #expect(!scanner.isAtStart)
            #expect(try Self.take(&scanner, Self.usual[cut...]) == .complete(status: 200, closes: false), "cut at \(cut)")
            #expect(scanner.isAtStart)
        }
    }

    @Test("an answer may come byte by byte, and the next after it")
    func singleBytes() throws {
        var scanner = AnswerScanner()
        for _ in 0..<3 {
            for byte in Self.usual.dropLast() { #expect(try Self.take(&scanner, [byte]) == .more) }
            #expect(try Self.take(&scanner, Self.usual.suffix(1)) == .complete(status: 200, closes: false))
        }
    }

    @Test("the status and the end of the connection are seen, also without a body")
    func statuses() throws {
        var scanner = AnswerScanner()
        let refused = Self.answer(status: "429 Too Many Requests", ["Retry-After: 1", "CONTENT-LENGTH:\t0", "connection: Close"], body: "")
        #expect(try Self.take(&scanner, refused) == .complete(status: 429, closes: true))
        #expect(try Self.take(&scanner, Self.usual) == .complete(status: 200, closes: false))
        #expect(
            try Self.take(&scanner, Self.answer(["Content-Length: 1", "Connection: keep-alive"], body: "x"))
                == .complete(status: 200, closes: false))
    }

    static let refused: [(answer: [UInt8], reason: String)] = [
        (Array("SMTP ready\r\n\r\n".utf8), "it has no status line"),
        (Array("HTTP/1.1 2xx OK\r\nContent-Length: 0\r\n\r\n".utf8), "it has no status line"),
        (Array("HTTP/1.1 200\n\r\n\r\n".utf8), "it has no length"),
        (answer([], body: ""), "it has no length"),
        (answer(["Content-Length: -1"], body: ""), "its length is malformed"),
        (answer(["Content-Length: 1e3"], body: ""), "its length is malformed"),
        (answer(["Content-Length: 99999999999999999999"], body: ""), "its length is malformed"),
        (answer(["Content-Length: 1", "Content-Length: 1"], body: "x"), "its length is malformed"),
        (answer(["Transfer-Encoding: chunked", "Content-Length: 3"], body: "0\r\n"), "it has a transfer coding"),
        (answer(["Content-Length: 2"], body: "abc"), "bytes follow its end"),
        (Array(repeating: 0x41, count: AnswerScanner.maxHeadBytes + 1), "its header is too long"),
    ]

    @Test("what is no such answer is refused with a reason", arguments: refused)
    func refusals(answer: [UInt8], reason: String) {
        var scanner = AnswerScanner()
        #expect(throws: AnswerScanner.Fault(reason: reason)) { try Self.take(&scanner, answer) }
    }
}
