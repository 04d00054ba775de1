package import JSONParsing

/// What is asked of a model beside the messages.
package struct ModelSettings: Equatable, Sendable {
    package var model: String
    package var temperature: Double
    /// The most tokens that an answer may have: what is reserved for it.
    package var maxAnswerTokens: Int
    package var prices: TokenPrices

    package init(model: String, temperature: Double = 1, maxAnswerTokens: Int = 1024, prices: TokenPrices = .free) {
        self.model = model
        self.temperature = temperature
        self.maxAnswerTokens = maxAnswerTokens
        self.prices = prices
    }

    package var parameters: JSONValue {
        ["temperature": .double(temperature), "max_tokens": .int(maxAnswerTokens)]
    }

    /// The body of `POST /v1/chat/completions`.
    package func body(_ messages: [ChatMessage], _ dialect: RequestDialect) -> [UInt8] {
        var object = JSONObject([
            ("model", .string(model)),
            ("messages", .array(messages.map { ["role": .string($0.role.rawValue), "content": .string($0.content)] })),
            (dialect.namesCompletionTokens ? "max_completion_tokens" : "max_tokens", .int(maxAnswerTokens)),
        ])
        if dialect.sendsTemperature { object["temperature"] = .double(temperature) }
        object["response_format"] = dialect.responseFormat
        return JSONWriter.compact(.object(object))
    }
}
