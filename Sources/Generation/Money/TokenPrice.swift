/// Money for a million tokens, in whole millionths of the currency.
package struct TokenPrice: Equatable, Sendable {
    package let microsPerMillion: Int

    package static let free = TokenPrice(microsPerMillion: 0)

    private init(microsPerMillion: Int) { self.microsPerMillion = microsPerMillion }

    /// Reads a decimal such as `0.15`, from 0 to 1,000,000 with at most six decimals; nothing is rounded.
    package init(decimal text: String) throws(GenerationError) {
        guard let micros = microUnits(text) else { throw .badPrice(found: text) }
        self.init(microsPerMillion: micros)
    }
}

/// Prices of the tokens that are sent and of those that come back.
package struct TokenPrices: Equatable, Sendable {
    package let prompt: TokenPrice
    package let completion: TokenPrice

    package static let free = TokenPrices(prompt: .free, completion: .free)

    package init(prompt: TokenPrice, completion: TokenPrice) {
        self.prompt = prompt
        self.completion = completion
    }

    /// The usage with its cost, rounded up to a whole millionth once per request.
    ///
    /// - Precondition: Tokens are in `0...TokenUsage.limit`.
    package func usage(promptTokens: Int, completionTokens: Int) -> TokenUsage {
        let range = 0...TokenUsage.limit
        precondition(range.contains(promptTokens) && range.contains(completionTokens), "usage: \(promptTokens), \(completionTokens) tokens")
        // At most 10⁹ · 10¹² · 2: beyond 64 bits.
        let exact =
            UInt128(promptTokens) * UInt128(prompt.microsPerMillion) + UInt128(completionTokens) * UInt128(completion.microsPerMillion)
        let cost = Int(clamping: (exact + 999_999) / 1_000_000)
        return TokenUsage(promptTokens: promptTokens, completionTokens: completionTokens, costMicros: cost)
    }
}

/// A decimal from 0 to 1,000,000 with at most six decimals, in millionths; nil for anything else.
package func microUnits(_ text: String) -> Int? {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? Array(parts[1]) : []
    guard let whole = parts.first, (1...7).contains(whole.count), fraction.count <= 6, parts.count == 1 || !fraction.isEmpty else {
        return nil
    }
    var value = 0
    for byte in Array(whole) + fraction + repeatElement(UInt8(ascii: "0"), count: 6 - fraction.count) {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value <= 1_000_000_000_000 ? value : nil
}

/// Millionths as a decimal: `1234500` is `1.2345`.
package func decimalText(micros: Int) -> String {
    let digits = String(micros.magnitude)
    let padded = String(repeating: "0", count: max(0, 7 - digits.utf8.count)) + digits
    var fraction = padded.suffix(6)
    while fraction.last == "0" && fraction.count > 2 { fraction.removeLast() }
    return (micros < 0 ? "-" : "") + padded.dropLast(6) + "." + fraction
}
