import JSONParsing
package import Records

/// Decides when people hear of drift: once when it begins, and not again before it has ended or another bundle serves.
///
/// What was said last is kept in the record of events, since a trainer ends when it is idle and begins anew without a memory.
package struct DriftAlarm: Sendable {
    package static let raised = "drift-raised"
    package static let ended = "drift-ended"

    private let store: RecordStore

    package init(_ store: RecordStore) { self.store = store }

    /// Takes note of a report.
    ///
    /// - Returns: Whether it is news that there is drift.
    package func note(_ report: DriftReport) throws(RecordsError) -> Bool {
        let last = try store.lastEvent([Self.raised, Self.ended])
        let isRaised = last?.kind == Self.raised && last?.payload.object?["bundle"]?.string == report.bundle
        switch (report.level == .alarm, isRaised) {
        case (true, false):
            try store.appendEvent(NewEvent(Self.raised, report.eventPayload))
            return true
        case (false, true):
            try store.appendEvent(NewEvent(Self.ended, report.eventPayload))
            return false
        case (true, true), (false, false): return false
        }
    }
}
