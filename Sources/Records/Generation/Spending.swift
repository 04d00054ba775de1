/// What a request costs, estimated or settled. Money is whole millionths of the currency: sums are exact.
package struct Usage: Equatable, Sendable {
    package var promptTokens: Int
    package var completionTokens: Int
    package var costMicros: Int

    /// No single request comes near this, and a thousand million of them still add up.
    static let limit = 1_000_000_000

    package init(promptTokens: Int = 0, completionTokens: Int = 0, costMicros: Int = 0) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.costMicros = costMicros
    }

    func validated() throws(RecordsError) -> Usage {
        for (field, value) in [("prompt tokens", promptTokens), ("completion tokens", completionTokens), ("cost in micros", costMicros)]
        where !(0...Self.limit).contains(value) {
            throw .outOfRange(field: field, value: value, allowed: 0...Self.limit)
        }
        return self
    }
}

/// What was spent; reservations and orphans count with their estimates.
package struct Spending: Equatable, Sendable {
    package var requests = 0
    package var tokens = 0
    package var costMicros = 0

    package init(requests: Int = 0, tokens: Int = 0, costMicros: Int = 0) {
        self.requests = requests
        self.tokens = tokens
        self.costMicros = costMicros
    }

    init(_ row: RowReader) throws(RecordsError) {
        requests = try row.integer("requests")
        tokens = try row.integer("tokens")
        costMicros = try row.integer("cost_micros")
    }

    static let columns = """
        COUNT(*) AS requests, COALESCE(SUM(prompt_tokens + completion_tokens), 0) AS tokens, COALESCE(SUM(cost_micros), 0) AS cost_micros
        """
}

/// What may be spent in one span; nil is no limit.
package struct SpendingAllowance: Equatable, Sendable {
    package var requests: Int?
    package var tokens: Int?
    package var costMicros: Int?

    package init(requests: Int? = nil, tokens: Int? = nil, costMicros: Int? = nil) {
        self.requests = requests
        self.tokens = tokens
        self.costMicros = costMicros
    }
}

package struct SpendingLimits: Equatable, Sendable {
    package var round: SpendingAllowance
    package var day: SpendingAllowance

    package init(round: SpendingAllowance = SpendingAllowance(), day: SpendingAllowance = SpendingAllowance()) {
        self.round = round
        self.day = day
    }
}

/// Which limit stopped a reservation.
package struct SpendingLimit: Equatable, Sendable, CustomStringConvertible {
    package enum Span: String, Sendable { case round, day }
    package enum Quantity: String, Sendable {
        case requests, tokens
        case costMicros = "millionths of money"
    }

    package let span: Span
    package let quantity: Quantity

    package init(span: Span, quantity: Quantity) {
        self.span = span
        self.quantity = quantity
    }

    package var description: String { "\(quantity.rawValue) per \(span.rawValue)" }
}

extension SpendingAllowance {
    /// Throws when `spent` and one more request with `estimate` would pass a limit.
    func check(_ span: SpendingLimit.Span, _ spent: Spending, _ estimate: Usage) throws(RecordsError) {
        let parts: [(SpendingLimit.Quantity, Int, Int, Int?)] = [
            (.requests, spent.requests, 1, requests), (.tokens, spent.tokens, estimate.promptTokens + estimate.completionTokens, tokens),
            (.costMicros, spent.costMicros, estimate.costMicros, costMicros),
        ]
        for (quantity, spent, asked, limit) in parts {
            guard let limit else { continue }
            let (sum, overflow) = spent.addingReportingOverflow(asked)
            guard !overflow, sum <= limit else {
                throw .limitReached(SpendingLimit(span: span, quantity: quantity), spent: spent, asked: asked, limit: limit)
            }
        }
    }
}
