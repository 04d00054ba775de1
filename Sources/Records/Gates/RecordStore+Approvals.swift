/// A named person's word on a round that may not promote by itself.
package struct NewApproval: Equatable, Sendable {
    package let bundle: String?
    package let who: String
    package let isApproved: Bool
    package let reason: String

    package init(bundle: String?, who: String, isApproved: Bool, reason: String) {
        self.bundle = bundle
        self.who = who
        self.isApproved = isApproved
        self.reason = reason
    }
}

package struct Approval: Equatable, Sendable {
    package let seq: Int
    package let at: Timestamp
    package let round: String
    package let bundle: String?
    package let who: String
    package let isApproved: Bool
    package let reason: String

    init(_ row: RowReader) throws(RecordsError) {
        seq = try row.integer("seq")
        at = try row.time("at")
        round = try row.text("round")
        bundle = try row.optional("bundle", RowReader.text)
        who = try row.text("who")
        isApproved = try row.value("decision", "'approve' or 'reject'") { ["approve": true, "reject": false][$0] }
        reason = try row.text("reason")
    }
}

extension RecordStore {
    /// The approvals of a round in their order; they are written by `moveRound`, together with what they decide.
    package func approvals(round: String) throws(RecordsError) -> [Approval] {
        try read { try $0.rows("SELECT * FROM approvals WHERE round = ? ORDER BY seq", [.text(round)], Approval.init) }
    }
}

extension Transaction {
    func insert(_ approval: NewApproval, round: String) throws {
        try run(
            "INSERT INTO approvals (round, bundle, at, who, decision, reason) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .text(round), .optional(approval.bundle), .time(now), .text(approval.who),
                .text(approval.isApproved ? "approve" : "reject"),
                .text(approval.reason),
            ])
    }
}
