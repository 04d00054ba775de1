import Generation
import JSONParsing
import Testing

struct ChatAnswerTests {
    private static func end(_ body: String, status: Int = 200) -> AttemptEnd {
        ChatAnswer.read(TransportAnswer(status: status, body: Array(body.utf8)), prices: .free)
    }

    private static func completion(_ content: String, _ more: String = "") -> String {
        #"{"choices":[{"message":{"content":\#(JSONWriter.compactText(.string(content)))}}]\#(more)}"#
    }

    static let hostile: [String] = [
        "", " ", "null", "[]", "{}", "\"choices\"", #"{"choices":null}"#, #"{"choices":[]}"#, #"{"choices":[null]}"#,
        #"{"choices":[{}]}"#, #"{"choices":[{"message":null}]}"#, #"{"choices":[{"message":{}}]}"#,
        #"{"choices":[{"message":{"content":null}}]}"#, #"{"choices":[{"message":{"content":[{"type":"text"}]}}]}"#,
        #"{"choices":[{"message":{"content":"{\"variations\":{}}"}}]}"#, #"{"choices":[{"message":{"content":"{\"variations\":[1]}"}}]}"#,
        #"{"choices":[{"message":{"content":"{\"variations\":[\"a\"],\"note\":\"b\"}"}}]}"#,
        #"{"choices":[{"message":{"content":"{\"variations\":[\"\\ud800\"]}"}}]}"#, #"{"choices":[{"message":{"content":"{"}}]}"#,
        #"{"choices":[{"message":{"content":"\"variations\""}}],"choices":[]}"#, String(repeating: "[", count: 100_000),
        String(repeating: #"{"choices":"#, count: 5_000), completion(String(repeating: "{", count: 200_000)),
        completion(String(repeating: "[\"", count: 100_000)), completion(String(repeating: "{}", count: 100_000)),
        completion("\\"), completion("{\"variations\":[\"\\"), "\u{FEFF}{}", "<html>502</html>",
    ]

    @Test("no answer that is not one of ours becomes variations, and none of them ends the program", arguments: hostile)
    func refusesHostile(body: String) {
        guard case .malformed(let reason, nil) = Self.end(body) else {
            Issue.record("\(body.prefix(60)): \(Self.end(body))")
            return
        }
        #expect(!reason.isEmpty && reason.utf8.count < 400)
    }

    @Test("bytes that are no UTF-8 are malformed")
    func invalidUTF8() {
        let bytes = Array(#"{"choices":[{"message":{"content":""#.utf8) + [0xFF, 0xC0] + Array(#""}}]}"#.utf8)
        guard case .malformed = ChatAnswer.read(TransportAnswer(status: 200, body: bytes), prices: .free) else {
            Issue.record("taken")
            return
        }
    }

    @Test("a hundred thousand damaged answers are read without a trap, and give variations only where the list is whole")
    func fuzz() {
        let good = Array(Self.completion(#"Sure: {"variations":["one two","three [four]"]} ok"#, #","usage":{"prompt_tokens":3}"#).utf8)
        let spice = Array(#"{}[]",:\0e-ntu"#.utf8) + [0x00, 0x80, 0xFF]
        var draws = TestDraws(state: 42)
        var answered = 0
        for _ in 0..<100_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &draws) {
                guard !bytes.isEmpty else { break }
                let place = Int.random(in: 0..<bytes.count, using: &draws)
                switch Int.random(in: 0..<4, using: &draws) {
                case 0: bytes[place] = spice.randomElement(using: &draws) ?? 0
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(spice.randomElement(using: &draws) ?? 0, at: place)
                default: bytes.removeSubrange(place...)
                }
            }
            switch ChatAnswer.read(TransportAnswer(status: 200, body: bytes), prices: .free) {
            case .answered(let texts, _):
                answered += 1
                if texts.isEmpty || texts.count > 8 { Issue.record("\(texts)") }
            case .malformed, .refused: break
            case let other: Issue.record("\(other)")
            }
        }
        #expect(answered > 1_000 && answered < 60_000)
    }

    @Test("usage is believed only when both counts are there and possible; the answer stands without it")
    func usage() {
        let list = #"{"variations":["a b"]}"#
        func usage(_ text: String) -> TokenUsage? {
            guard case .answered(_, let usage) = Self.end(Self.completion(list, #","usage":\#(text)"#)) else { return nil }
            return usage
        }
        #expect(usage(#"{"prompt_tokens":7,"completion_tokens":9}"#) == TokenUsage(promptTokens: 7, completionTokens: 9))
        for bad in [
            "null", "{}", #"{"prompt_tokens":7}"#, #"{"prompt_tokens":-1,"completion_tokens":2}"#,
            #"{"prompt_tokens":1e99,"completion_tokens":2}"#, #"{"prompt_tokens":9223372036854775807,"completion_tokens":1}"#,
            #"{"prompt_tokens":1000000001,"completion_tokens":1}"#, #"{"prompt_tokens":"7","completion_tokens":1}"#,
        ] {
            #expect(usage(bad) == nil, "\(bad)")
            guard case .answered(["a b"], _) = Self.end(Self.completion(list, #","usage":\#(bad)"#)) else {
                Issue.record("\(bad)")
                continue
            }
        }
    }

    @Test("refusals are told apart from answers that merely contain an apology")
    func refusals() {
        for content in [
            "I'm sorry, but I can't help with that.", "Sorry, no.", "I cannot create this content.", "As an AI, I must decline.",
        ] {
            guard case .refused = Self.end(Self.completion(content)) else {
                Issue.record("\(content)")
                continue
            }
        }
        guard case .answered = Self.end(Self.completion(#"{"variations":["I'm sorry, I can't do this any more"]}"#)) else {
            Issue.record("an apology inside a variation")
            return
        }
        guard case .malformed = Self.end(Self.completion("My landlord is awful.")) else {
            Issue.record("prose without an apology")
            return
        }
        guard case .refused = Self.end(#"{"choices":[{"message":{"content":""},"finish_reason":"content_filter"}]}"#) else {
            Issue.record("content_filter")
            return
        }
        let filtered = #"{"error":{"message":"blocked","code":"content_filter"}}"#
        guard case .refused(_, TokenUsage()?) = Self.end(filtered, status: 400) else {
            Issue.record("content filter as a 400")
            return
        }
    }

    @Test("statuses lead where they should, and an account without money is a refused key, not a busy endpoint")
    func statuses() {
        let message = #"{"error":{"message":"m","code":"c"}}"#
        for status in [401, 402, 403] { #expect(Self.end(message, status: status) == .keyRefused(status: status, message: "m (c)")) }
        for status in [400, 404, 422] { #expect(Self.end(message, status: status) == .notTaken(status: status, message: "m (c)")) }
        for status in [408, 429, 500, 503, 529] {
            #expect(Self.end(message, status: status) == .busy(status: status, retryAfter: nil, message: "m (c)"))
        }
        for status in [301, 302, 307, 405, 413, 100] {
            #expect(Self.end(message, status: status) == .unexpected(status: status, message: "m (c)"))
        }
        let poor = #"{"error":{"message":"quota","code":"insufficient_quota"}}"#
        #expect(Self.end(poor, status: 429) == .keyRefused(status: 429, message: "quota (insufficient_quota)"))
    }

    @Test("an endpoint's message is one short line without control characters")
    func messages() {
        let long = "{\"error\":{\"message\":\"\\u001b[2J\\n" + String(repeating: "x", count: 5_000) + "\"}}"
        guard case .keyRefused(_, let message) = Self.end(long, status: 401) else { return }
        #expect(message.count <= 200 && !message.unicodeScalars.contains { $0.value < 0x20 })
        #expect(Self.end("", status: 500) == .busy(status: 500, retryAfter: nil, message: "no reason given"))
    }
}
