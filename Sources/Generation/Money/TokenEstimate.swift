import JSONParsing

/// The most that a request may use, before it is sent.
package enum TokenEstimate {
    /// Tokens of a prompt, from its bytes: English has four to five bytes a token, other scripts two to three. Three, and some for the frame
    /// of each message, is above what tokenizers of today give for what is sent here.
    package static func promptTokens(_ messages: [ChatMessage]) -> Int {
        let schema = JSONWriter.compact(AnswerSchema.schema).count
        let bytes = messages.reduce(schema) { $0 + $1.content.utf8.count }
        return bytes / 3 + 1 + 8 * messages.count
    }

    /// - Parameter answerTokens: The bound that the request states.
    package static func usage(_ messages: [ChatMessage], answerTokens: Int, prices: TokenPrices) -> TokenUsage {
        prices.usage(promptTokens: promptTokens(messages), completionTokens: answerTokens)
    }
}
