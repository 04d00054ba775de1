import ArgumentParser
import Generation

/// What a run may use, counted over all runs into one file.
struct LimitArguments: ParsableArguments {
    @Option(help: "Requests, retries included.") var maxRequests: Int?
    @Option(help: "Tokens sent and received.") var maxTokens: Int?
    @Option(help: "Money, in the currency of the prices, such as 2.50.") var maxCost: String?
    @Option(help: "Price of a million tokens sent, such as 0.15.") var priceIn: String?
    @Option(help: "Price of a million tokens received.") var priceOut: String?

    func validate() throws {
        for (name, value) in [("--max-requests", maxRequests), ("--max-tokens", maxTokens)] {
            if let value, value < 0 { throw ValidationError("\(name) is not below zero") }
        }
        if let maxCost, microUnits(maxCost) == nil {
            throw ValidationError("--max-cost is a decimal number with at most six decimals, such as 2.50")
        }
        if maxCost != nil, priceIn == nil || priceOut == nil { throw ValidationError("--max-cost needs --price-in and --price-out") }
    }

    func generation() -> GenerationLimits {
        GenerationLimits(round: GenerationAllowance(requests: maxRequests, tokens: maxTokens, costMicros: maxCost.flatMap(microUnits)))
    }

    func tokenPrices() throws(GenerationError) -> TokenPrices {
        TokenPrices(prompt: try TokenPrice(decimal: priceIn ?? "0"), completion: try TokenPrice(decimal: priceOut ?? "0"))
    }

    func prices() throws -> TokenPrices {
        do throws(GenerationError) { return try tokenPrices() } catch { throw ValidationError("\(error)") }
    }
}
