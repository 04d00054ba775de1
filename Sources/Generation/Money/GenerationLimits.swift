/// What may be used in one span of time; nil is no limit.
package struct GenerationAllowance: Equatable, Sendable {
    package var requests: Int?
    package var tokens: Int?
    package var costMicros: Int?

    package init(requests: Int? = nil, tokens: Int? = nil, costMicros: Int? = nil) {
        self.requests = requests
        self.tokens = tokens
        self.costMicros = costMicros
    }

    /// Throws when what is spent and one more request with `estimate` would pass a limit; reaching it exactly is allowed.
    func check(span: String, _ spent: GenerationSpending, _ estimate: TokenUsage) throws(GenerationError) {
        let parts: [(name: String, spent: Int, asked: Int, allowed: Int?)] = [
            ("requests", spent.requests, 1, requests), ("tokens", spent.tokens, estimate.tokens, tokens),
            ("millionths of money", spent.costMicros, estimate.costMicros, costMicros),
        ]
        for part in parts {
            guard let allowed = part.allowed else { continue }
            let (sum, overflow) = part.spent.addingReportingOverflow(part.asked)
            guard !overflow, sum <= allowed else {
                throw .limitReached(limit: "\(part.name) per \(span)", spent: part.spent, asked: part.asked, allowed: allowed)
            }
        }
    }
}

/// Limits of one round and of one day.
package struct GenerationLimits: Equatable, Sendable {
    package var round: GenerationAllowance
    package var day: GenerationAllowance

    package init(round: GenerationAllowance = GenerationAllowance(), day: GenerationAllowance = GenerationAllowance()) {
        self.round = round
        self.day = day
    }
}

/// What was spent: a request that is under way, or whose end nobody knows, counts with its estimate.
package struct GenerationSpending: Equatable, Sendable {
    package var requests = 0
    package var tokens = 0
    package var costMicros = 0

    package init(requests: Int = 0, tokens: Int = 0, costMicros: Int = 0) {
        self.requests = requests
        self.tokens = tokens
        self.costMicros = costMicros
    }

    package mutating func add(_ usage: TokenUsage, requests: Int = 1) {
        self.requests += requests
        tokens += usage.tokens
        costMicros += usage.costMicros
    }
}
