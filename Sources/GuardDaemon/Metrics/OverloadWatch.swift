import Synchronization

/// Keeps overload from filling the log: it is news once, and again after a minute.
package final class OverloadWatch: Sendable {
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    package init() {}

    package func isNews(at now: ContinuousClock.Instant) -> Bool {
        last.withLock { last in
            if let last, now - last < .seconds(60) { return false }
            last = now
            return true
        }
    }
}
