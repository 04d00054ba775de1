package import JSONParsing

/// What the store knows of a round. The states are names here; what they mean is the state machine's matter.
package struct RoundRecord: Equatable, Sendable {
    /// Counts from 1 in the order of starts.
    package let number: Int
    package let id: String
    package let state: String
    /// Where a failed round stopped.
    package let failedStep: String?
    package let error: String?
    /// At most one round is running.
    package let isRunning: Bool
    package let parameters: JSONValue
    /// How many people label each item before its label counts.
    package let annotatorsPerItem: Int
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    init(_ row: RowReader) throws(RecordsError) {
        number = try row.integer("number")
        id = try row.text("id")
        state = try row.text("state")
        failedStep = try row.optional("failed_step", RowReader.text)
        error = try row.optional("error", RowReader.text)
        isRunning = try row.bool("is_running")
        parameters = try row.json("parameters")
        annotatorsPerItem = try row.integer("annotators_per_item")
        createdAt = try row.time("created_at")
        updatedAt = try row.time("updated_at")
    }
}

/// A move of a round from one state to the next, with all that belongs to it: written in one transaction.
package struct RoundTransition: Equatable, Sendable {
    package var from: String
    package var to: String
    package var isRunning: Bool
    package var failedStep: String?
    package var error: String?
    package var event: NewEvent
    package var approval: NewApproval?

    package init(
        from: String, to: String, isRunning: Bool, failedStep: String? = nil, error: String? = nil, event: NewEvent,
        approval: NewApproval? = nil
    ) {
        self.from = from
        self.to = to
        self.isRunning = isRunning
        self.failedStep = failedStep
        self.error = error
        self.event = event
        self.approval = approval
    }
}
