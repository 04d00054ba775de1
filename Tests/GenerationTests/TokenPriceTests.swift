import Generation
import Testing

struct TokenPriceTests {
    @Test("decimals are read exactly")
    func reads() throws {
        for (text, micros) in [
            ("0", 0), ("1", 1_000_000), ("0.15", 150_000), ("2.50", 2_500_000), ("0.000001", 1), ("1000000", 1_000_000_000_000),
        ] {
            #expect(microUnits(text) == micros)
            #expect(try TokenPrice(decimal: text).microsPerMillion == micros)
        }
    }

    @Test(
        "what is no such decimal is refused with its text",
        arguments: ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "0.0000001", "1000001", "10000000", "1.2.3", " 1", "١", "0x1", "nan"])
    func refuses(text: String) {
        #expect(microUnits(text) == nil)
        #expect(throws: GenerationError.badPrice(found: text)) { try TokenPrice(decimal: text) }
    }

    @Test("a cost is rounded up once a request, and the greatest amounts do not overflow")
    func cost() throws {
        let prices = TokenPrices(prompt: try TokenPrice(decimal: "0.15"), completion: try TokenPrice(decimal: "0.6"))
        #expect(prices.usage(promptTokens: 100, completionTokens: 50).costMicros == 45)
        #expect(prices.usage(promptTokens: 1, completionTokens: 0).costMicros == 1)
        #expect(prices.usage(promptTokens: 0, completionTokens: 0).costMicros == 0)
        let dear = TokenPrices(prompt: try TokenPrice(decimal: "1000000"), completion: try TokenPrice(decimal: "1000000"))
        #expect(
            dear.usage(promptTokens: TokenUsage.limit, completionTokens: TokenUsage.limit).costMicros == 2_000_000_000_000_000)
    }

    @Test("millionths are written as a decimal that reads back")
    func text() {
        for (micros, text) in [(0, "0.00"), (1, "0.000001"), (1_234_500, "1.2345"), (2_500_000, "2.50"), (45, "0.000045")] {
            #expect(decimalText(micros: micros) == text)
            #expect(microUnits(text) == micros)
        }
    }
}
