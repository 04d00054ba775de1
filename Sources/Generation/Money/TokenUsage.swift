/// What a request used, or may use. Money is whole millionths of the currency, so that sums are exact.
package struct TokenUsage: Equatable, Sendable {
    package var promptTokens: Int
    package var completionTokens: Int
    package var costMicros: Int

    /// No request comes near this; an answer that says more is not believed.
    package static let limit = 1_000_000_000

    package init(promptTokens: Int = 0, completionTokens: Int = 0, costMicros: Int = 0) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.costMicros = costMicros
    }

    package var tokens: Int { promptTokens + completionTokens }
}
