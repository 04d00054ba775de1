import HTTPService
import JSONParsing
import Synchronization
import Testing

/// Errors, header fields, JSON bodies, responders: what handlers work with.
struct MessageTests {
    @Test("an error has one shape, with every member always there")
    func errorShape() {
        let error = APIError(status: 429, message: "busy", param: "input", code: "queue_full", retryAfterSeconds: 2)
        let response = error.response(extra: [("X", "y")])
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == #"{"error":{"message":"busy","type":"rate_limit_error","param":"input","code":"queue_full"}}"#)
        #expect(response.headers == HTTPHeaderFields([("Retry-After", "2"), ("X", "y")]))
        #expect(response.contentType == "application/json")
        #expect(
            JSONWriter.compactText(APIError.badRequest("no").json)
                == #"{"error":{"message":"no","type":"invalid_request_error","param":null,"code":null}}"#)
        #expect(APIError(status: 503, message: "no model").type == "server_error")
        #expect(APIError(status: 400, message: "x", type: "other").type == "other")
    }

    @Test("field names are compared without regard to case, and all values of a name can be had")
    func fields() {
        let fields = HTTPHeaderFields([("Accept", "a"), ("X", "b"), ("ACCEPT", "c")])
        #expect(fields["accept"] == "a")
        #expect(fields.values(of: "Accept") == ["a", "c"])
        #expect(fields["Y"] == nil)
    }

    static let bodies: [(body: [UInt8], code: String, message: String)] =
        [
            ("", "invalid_json", "the body is empty, a JSON object is expected"),
            (" ", "invalid_json", "the body is not valid JSON: the text ends too early at byte 1"),
            ("{\"input\": \"a", "invalid_json", "the body is not valid JSON: the text ends too early at byte 12"),
            ("{\"input\" 1}", "invalid_json", "the body is not valid JSON: found '1' where ':' is expected at byte 9"),
            ("{\"a\":1} x", "invalid_json", "the body is not valid JSON: something follows the value at byte 8"),
            ("{\"a\":\"\\uD800\"}", "lone_surrogate", "the body is not valid JSON: an escape names half of a surrogate pair at byte 6"),
            ("{\"a\":1,\"a\":2}", "duplicate_key", "the body is not valid JSON: the key \"a\" stands twice at byte 7"),
            ("[1]", "invalid_json", "the body has to be a JSON object, it is an array"),
            ("\"x\"", "invalid_json", "the body has to be a JSON object, it is a string"),
            (
                String(repeating: "[", count: 100_000), "json_too_complex",
                "the body is not valid JSON: values are nested deeper than 32 at byte 32"
            ),
            (
                "[" + String(repeating: "1,", count: 65_536) + "1]", "json_too_complex",
                "the body is not valid JSON: there are more than 65536 values at byte 131071"
            ),
        ].map { (Array($0.0.utf8), $0.1, $0.2) } + [
            (
                [0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xFF, 0x22, 0x7D], "invalid_utf8",
                "the body is not valid JSON: the text is not valid UTF-8 at byte 6"
            )
        ]

    @Test("a body that is no JSON object is a 400 that says what is wrong and where", arguments: bodies)
    func badBody(body: [UInt8], code: String, message: String) {
        let param = code == "duplicate_key" ? "a" : nil
        #expect(throws: APIError(status: 400, message: message, param: param, code: code)) {
            try HTTPRequest(method: "POST", path: "/", body: body).decodeJSONBody()
        }
    }

    @Test("a JSON object is decoded")
    func goodBody() throws {
        let object = try HTTPRequest(method: "POST", path: "/", body: Array(#" {"input":["é"]} "#.utf8)).decodeJSONBody()
        #expect(object == JSONObject([("input", ["é"])]))
    }

    @Test("a responder answers once, and with 500 when it is given up")
    func responder() {
        let answers = Mutex<[Int]>([])
        let deliver: @Sendable (HTTPResponse) -> Void = { response in answers.withLock { $0.append(response.status) } }
        var responder: Responder? = Responder(deliver: deliver)
        #expect(responder?.respond(.text("a")) == true)
        #expect(responder?.respond(APIError.badRequest("b")) == false)
        responder = nil
        #expect(answers.withLock { $0 } == [200])
        responder = Responder(deliver: deliver)
        responder = nil
        #expect(answers.withLock { $0 } == [200, 500])
    }

    @Test("errors go out in the shape that a handler asks for, and what is no error goes out as it is")
    func shapedErrors() {
        let answers = Mutex<[HTTPResponse]>([])
        let shape: @Sendable (APIError) -> HTTPResponse = { $0.response(["said": .string($0.message)], status: 418) }
        func responder() -> Responder { Responder { response in answers.withLock { $0.append(response) } }.shapingErrors(shape) }
        responder().respond(APIError(status: 429, message: "busy", retryAfterSeconds: 7))
        responder().respond(.text("fine"))
        _ = responder()
        let first = responder()
        first.respond(.text("once"))
        #expect(!first.respond(APIError.badRequest("twice")))
        let found = answers.withLock { $0 }
        #expect(found.map(\.status) == [418, 200, 418, 200])
        #expect(found[0].headers["Retry-After"] == "7")
        #expect(String(decoding: found[0].body, as: UTF8.self) == #"{"said":"busy"}"#)
        #expect(String(decoding: found[2].body, as: UTF8.self) == #"{"said":"the request was dropped without an answer"}"#)
    }

    @Test("of many threads that answer at once, one does")
    func racingResponders() async {
        let answers = Mutex(0)
        let responder = Responder { _ in answers.withLock { $0 += 1 } }
        let winners = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 { group.addTask { responder.respond(.text("x")) } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
        #expect(answers.withLock { $0 } == 1)
    }
}
