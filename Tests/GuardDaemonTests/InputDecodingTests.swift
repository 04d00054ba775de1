import GuardDaemon
import HTTPService
import JSONParsing
import Testing

struct InputDecodingTests {
    static func refusal(_ value: JSONValue?, limit: Int = 3) -> APIError? {
        do throws(APIError) {
            _ = try TextInputs(value, limit: limit)
            return nil
        } catch { return error }
    }

    @Test("one text, or a list of them up to the limit")
    func texts() throws {
        #expect(try TextInputs("a", limit: 1).texts == ["a"])
        #expect(try TextInputs(["a", "é", "\u{7F}c"], limit: 3).texts == ["a", "é", "\u{7F}c"])
    }

    static let refused: [(JSONValue?, String, String, String)] = [
        (nil, "missing_input", "input", "'input' is missing; it is a string or a list of strings"),
        (.null, "invalid_type", "input", "'input' must be a string or a list of strings, found null"),
        (7, "invalid_type", "input", "'input' must be a string or a list of strings, found a number"),
        (["text": "a"], "invalid_type", "input", "'input' must be a string or a list of strings, found an object"),
        ([], "empty_input", "input", "'input' is an empty list"),
        (["a", "b", "c", "d"], "too_many_inputs", "input", "'input' has 4 texts, at most 3 are allowed"),
        (["a", 1], "invalid_type", "input[1]", "'input[1]' must be a string, found a number"),
        ([["a"]], "invalid_type", "input[0]", "'input[0]' must be a string, found an array"),
        ("", "empty_input", "input", "'input' is empty: there is nothing to classify"),
        (" \t\r\n\u{1}", "empty_input", "input", "'input' is empty: there is nothing to classify"),
        (["a", " "], "empty_input", "input[1]", "'input[1]' is empty: there is nothing to classify"),
    ]

    @Test("what is no text to classify is refused by name", arguments: refused)
    func refuses(value: JSONValue?, code: String, param: String, message: String) {
        let error = Self.refusal(value)
        #expect(error == APIError(status: 400, message: message, type: "invalid_request_error", param: param, code: code))
    }

    @Test("every failure of a request has its status, and names the text")
    func failures() {
        let empty = APIError.from(.emptyInput(index: 2), texts: 3)
        #expect(empty.status == 400 && empty.code == "empty_input" && empty.param == "input[2]")
        let long = APIError.from(.tooLong(index: 0, tokens: 9_000, limit: 8_192), texts: 1)
        #expect(long.status == 400 && long.code == "input_too_long" && long.param == "input")
        #expect(long.message == "'input' has 9000 tokens, at most 8192 are allowed")
        #expect(APIError.from(.tooLong(index: 1, tokens: 9, limit: 8), texts: 2).param == "input[1]")
        let fault = APIError.from(.internalFault("a reason"), texts: 1)
        #expect(fault.status == 500 && fault.code == "internal" && fault.message == "a reason" && fault.type == "server_error")
        #expect(APIError.from(.abandoned, texts: 1).status == 499)
    }

    @Test("overload is a 429 with the time to wait, never a 503")
    func overload() {
        #expect(APIError.from(GuardDaemon.Admission.Answer.admitted) == nil)
        let full = APIError.from(GuardDaemon.Admission.Answer.queueFull(retryAfterSeconds: 4))
        #expect(full?.status == 429 && full?.code == "queue_full" && full?.retryAfterSeconds == 4)
        let late = APIError.from(GuardDaemon.Admission.Answer.deadlineMissed(retryAfterSeconds: 9))
        #expect(late?.status == 429 && late?.code == "deadline" && late?.retryAfterSeconds == 9)
    }
}
