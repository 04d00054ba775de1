/// Decides at the door whether a request may wait: a guard that answers late is as good as none, and an honest "try again" now is
/// worth more than a verdict nobody waits for any more.
///
/// A value: the queue holds it under its lock, tests drive it without threads.
package struct Admission: Equatable, Sendable {
    package enum Answer: Equatable, Sendable {
        case admitted
        case queueFull(retryAfterSeconds: Int)
        case deadlineMissed(retryAfterSeconds: Int)
    }

    package let capacity: Int
    package let threads: Int
    package let deadlineSeconds: Double
    /// Texts that wait or are being computed.
    package private(set) var pending = 0
    /// Exponentially weighted mean of the thread time that one text takes; 0 until the first is done.
    package private(set) var meanSeconds = 0.0

    package init(capacity: Int, threads: Int, deadlineSeconds: Double) {
        self.capacity = capacity
        self.threads = threads
        self.deadlineSeconds = deadlineSeconds
    }

    /// When nothing waits, a request of any size is admitted: refusing it would refuse it forever.
    package mutating func admit(_ count: Int) -> Answer {
        let expectedSeconds = Double(pending + count) * meanSeconds / Double(threads)
        if pending > 0 {
            let retryAfter = max(1, Int((Double(pending) * meanSeconds / Double(threads)).rounded(.up)))
            if pending + count > capacity { return .queueFull(retryAfterSeconds: retryAfter) }
            if expectedSeconds > deadlineSeconds { return .deadlineMissed(retryAfterSeconds: retryAfter) }
        }
        pending += count
        return .admitted
    }

    /// - Parameters:
    ///   - count: Texts that left, computed or dropped.
    ///   - seconds: Thread time they took; nil when they were dropped.
    package mutating func finish(_ count: Int, seconds: Double?) {
        precondition(count <= pending, "Admission: \(count) finished of \(pending)")
        pending -= count
        guard let seconds, count > 0 else { return }
        let sample = seconds / Double(count)
        meanSeconds = meanSeconds == 0 ? sample : meanSeconds + 0.05 * (sample - meanSeconds)
    }
}
