import JSONParsing
package import LabeledData

/// A message that a round asks people about, and what the learner thought of it when it asked.
package struct RoundQuery: Equatable, Sendable {
    package let message: String
    package let strategy: String
    package let cluster: Int?
    package let uncertainty: Double?
    /// Chosen at random, to measure what the strategy gains.
    package let isControl: Bool
    package let guess: SafetyClass?
    /// Scores in `SafetyClass` order.
    package let scores: [Double]?

    package init(
        message: String, strategy: String, cluster: Int? = nil, uncertainty: Double? = nil, isControl: Bool = false,
        guess: SafetyClass? = nil, scores: [Double]? = nil
    ) {
        self.message = message
        self.strategy = strategy
        self.cluster = cluster
        self.uncertainty = uncertainty
        self.isControl = isControl
        self.guess = guess
        self.scores = scores
    }

    init(_ row: RowReader) throws(RecordsError) {
        message = try row.text("message")
        strategy = try row.text("strategy")
        cluster = try row.optional("cluster", RowReader.integer)
        uncertainty = try row.optional("uncertainty", RowReader.real)
        isControl = try row.bool("is_control")
        guess = try row.optional("guess", RowReader.safetyClass)
        scores = try row.optional("scores", RowReader.json).map { value throws(RecordsError) in
            let numbers = (value.array ?? []).compactMap(\.double)
            guard numbers.count == SafetyClass.count else {
                throw .badValue(column: "scores", found: "\(numbers.count) numbers", expected: "\(SafetyClass.count) numbers")
            }
            return numbers
        }
    }

    private var cells: [SQLCell] {
        [
            .text(message), .text(strategy), .optional(cluster), .optional(uncertainty), .bool(isControl), .optional(guess?.name),
            scores.map { .json(.array($0.map(JSONValue.double))) } ?? .null,
        ]
    }

    func insert(_ transaction: Transaction, round: String, position: Int) throws {
        try transaction.run(
            """
            INSERT INTO queries (round, position, message, strategy, cluster, uncertainty, is_control, guess, scores)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, [.text(round), .integer(position)] + cells)
    }
}

extension RecordStore {
    /// Records what a round asks, in order; the same again is silent.
    ///
    /// - Throws: `.unknown(.message, …)`; `.conflict` when the round already asks something else.
    package func saveQueries(_ queries: [RoundQuery], round: String) throws(RecordsError) {
        try write("save queries") { transaction in
            try transaction.requireRound(round)
            let known = try transaction.queries(round)
            if known == queries { return }
            guard known.isEmpty else { throw RecordsError.conflict(.query, id: round) }
            for (position, query) in queries.enumerated() {
                try transaction.require(.message, query.message, "SELECT 1 FROM messages WHERE id = ?")
                try query.insert(transaction, round: round, position: position)
            }
        }
    }

    /// What a round asks, in the order of asking.
    package func queries(round: String) throws(RecordsError) -> [RoundQuery] { try read { try $0.queries(round) } }
}

extension Transaction {
    func queries(_ round: String) throws -> [RoundQuery] {
        try rows("SELECT * FROM queries WHERE round = ? ORDER BY position", [.text(round)], RoundQuery.init)
    }
}
