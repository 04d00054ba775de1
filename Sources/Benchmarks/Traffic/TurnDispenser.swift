import Synchronization

/// Whose turn is next, for all connections of a load.
///
/// In a closed loop a connection sends as soon as it has its answer, so a slow service is asked less often, and a stall of a second counts
/// as one slow answer. In an open loop every request has a time at which it is due, which was fixed beforehand. Whoever is free takes the
/// next one and waits for its time; when all connections are busy past it, the request goes out late, and its latency still counts from
/// when it was due. That is what somebody who arrives at such a moment would see ("coordinated omission" is leaving it out).
package final class TurnDispenser: Sendable {
    /// One request to send.
    package struct Turn: Equatable, Sendable {
        /// Counted from 0 over all connections.
        package let number: Int
        /// When it is due; nil for now.
        package let due: Int64?

        package init(number: Int, due: Int64?) {
            self.number = number
            self.due = due
        }
    }

    private let taken = Atomic(0)
    private let isStopped = Atomic(false)
    private let arrivals: [Int64]?
    private let limit: Int
    private let end: Int64

    /// - Parameters:
    ///   - arrivals: Of an open loop, on the clock of `end`; nil for a closed loop.
    ///   - limit: Turns of a closed loop.
    ///   - end: No turn is given out from here on, on the caller's clock.
    package init(arrivals: [Int64]? = nil, limit: Int = .max, end: Int64 = .max) {
        self.arrivals = arrivals
        self.limit = arrivals?.count ?? limit
        self.end = end
    }

    /// No turn is given out any more.
    package func stop() { isStopped.store(true, ordering: .relaxed) }

    /// - Parameter now: Of the same clock as `arrivals` and `end`.
    package func next(now: Int64) -> Turn? {
        guard !isStopped.load(ordering: .relaxed), arrivals != nil || now < end else { return nil }
        let number = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < limit else { return nil }
        return Turn(number: number, due: arrivals?[number])
    }
}
