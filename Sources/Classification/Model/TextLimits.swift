/// How much of a text is read, and in what pieces.
package struct TextLimits: Equatable, Sendable {
    /// Tokens of one window, special tokens included.
    package var windowTokens: Int
    /// Content tokens that two neighbouring windows share.
    package var stride: Int
    /// Tokens of a whole text, special tokens included.
    package var maxInputTokens: Int
    /// A longer text is cut, and its verdict says so; otherwise it is refused.
    package var truncatesLongTexts: Bool

    package init(windowTokens: Int = 128, stride: Int = 64, maxInputTokens: Int = 8_192, truncatesLongTexts: Bool = false) {
        self.windowTokens = windowTokens
        self.stride = stride
        self.maxInputTokens = maxInputTokens
        self.truncatesLongTexts = truncatesLongTexts
    }
}

/// Why a text gets no verdict.
package enum TextError: Error, Equatable, CustomStringConvertible {
    /// Nothing is left of it after normalization: there is nothing to judge, which is not the same as safe.
    case empty
    case tooLong(tokens: Int, limit: Int)
    /// The encoder refused what the tokenizer made; the two were checked against each other at load, so this is a fault of ours.
    case encoder(reason: String)

    package var description: String {
        switch self {
        case .empty: "the text is empty"
        case .tooLong(let tokens, let limit): "the text has \(tokens) tokens, at most \(limit) are allowed"
        case .encoder(let reason): reason
        }
    }
}

/// A text as the encoder will read it.
package struct TokenizedText: Sendable {
    /// At least one; each with its special tokens.
    package let windows: [[Int32]]
    /// Of the whole text, special tokens included, before any cut.
    package let tokens: Int
    package let isTruncated: Bool
}
