import JSONParsing

/// The bytes that answer a request, and whether the connection lives on.
struct LLMAnswer {
    enum Ending { case keepAlive, close, endless }

    var status = 200
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    var ending = Ending.keepAlive
    /// Bytes of the body that are sent before the connection is closed; nil for all.
    var cutAt: Int?
    var isSilent = false

    init(to request: LLMRequest, _ fault: LLMFault) {
        let prompt = request.prompt
        let source = PlausibleModel.source(in: prompt) ?? ""
        let count = PlausibleModel.count(in: prompt)
        let good = Self.list(PlausibleModel.variations(of: source, count: count))
        switch fault {
        case .none, .held: body = Self.completion(good)
        case .content(let text): body = Self.completion(text)
        case .fenced: body = Self.completion("Sure, here you go:\n```json\n\(good)\n```\nAnything else?")
        case .truncated: body = Self.completion(String(good.prefix(good.count / 2)), finish: "length")
        case .refusal: body = Self.completion(nil, refusal: "I cannot write such messages.")
        case .wrongClass:
            body = Self.completion(Self.list((0..<count).map { PlausibleModel.smallTalk[$0 % PlausibleModel.smallTalk.count] }))
        case .copies: body = Self.completion(Self.list(Array(repeating: source, count: 10)))
        case .raw(let code, let text): (status, body) = (code, Array(text.utf8))
        case .status(let code, let message, let more): (status, headers, body) = (code, more, Self.error(message))
        case .tooManyRequests(let wait): (status, headers, body) = (429, ["Retry-After": wait], Self.error("slow down"))
        case .unauthorized:
            // Echoes what it was sent, as some proxies do.
            (status, body) = (401, Self.error("no such key: \(request.headers["authorization"] ?? "")", code: "invalid_api_key"))
        case .endless: (body, ending) = (Self.completion(good), .endless)
        case .dropped: (ending, isSilent) = (.close, true)
        case .cutOff:
            body = Self.completion(good)
            (ending, cutAt) = (.close, body.count / 2)
        case .silence, .unsupportedFormat: (status, body) = (500, Self.error("the server decides this one itself"))
        }
    }

    private init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    static func unsupported(_ format: String) -> LLMAnswer {
        LLMAnswer(status: 400, body: error("'response_format' of type '\(format)' is not supported by this model"))
    }

    private static func list(_ texts: [String]) -> String {
        JSONWriter.compactText(["variations": .array(texts.map(JSONValue.string))])
    }

    private static func error(_ message: String, code: String? = nil) -> [UInt8] {
        JSONWriter.compact(["error": ["message": .string(message), "type": "test", "code": code.map(JSONValue.string) ?? .null]])
    }

    private static func completion(_ content: String?, refusal: String? = nil, finish: String = "stop") -> [UInt8] {
        let message: JSONValue = [
            "role": "assistant", "content": content.map(JSONValue.string) ?? .null, "refusal": refusal.map(JSONValue.string) ?? .null,
        ]
        let (prompt, answer) = (ScriptedLLMServer.promptTokens, ScriptedLLMServer.completionTokens)
        return JSONWriter.compact([
            "id": "chatcmpl-scripted", "object": "chat.completion", "model": "scripted",
            "choices": [["index": 0, "message": message, "finish_reason": .string(finish)]],
            "usage": ["prompt_tokens": .int(prompt), "completion_tokens": .int(answer), "total_tokens": .int(prompt + answer)],
        ])
    }
}
