package import Records

/// What the trainer is doing at this moment.
package struct RoundWork: Equatable, Sendable {
    package var round: String
    package var step: RoundState
    package var note: String
    /// Of `total`; a total of 0 is one that nobody knows.
    package var done: Int
    package var total: Int
    package var since: Timestamp

    package init(round: String, step: RoundState, note: String, done: Int, total: Int, since: Timestamp) {
        self.round = round
        self.step = step
        self.note = note
        self.done = done
        self.total = total
        self.since = since
    }
}
