/// Decides at the door whether a request may wait: a guard that answers late is as good as none, and an honest "try again" now is
/// worth more than a verdict nobody waits for any more.
///
/// Time is estimated from work, not from the number of texts: one text may be a word or eight thousand tokens. Work is counted in bytes
/// of text, which are known at the door without tokenizing.
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
    package private(set) var pendingWork = 0
    /// Exponentially weighted mean of the thread time that one unit of work takes; 0 until the first is done.
    package private(set) var meanSeconds = 0.0

    /// How long the threads need for what is pending.
    package var expectedSeconds: Double { Double(pendingWork) * meanSeconds / Double(threads) }

    package init(capacity: Int, threads: Int, deadlineSeconds: Double) {
        self.capacity = capacity
        self.threads = threads
        self.deadlineSeconds = deadlineSeconds
    }

    /// When nothing waits, a request of any size is admitted: refusing it would refuse it forever. It has to meet its deadline then.
    ///
    /// - Parameters:
    ///   - count: Texts.
    ///   - work: Of all of them; nil counts one for each text.
    package mutating func admit(_ count: Int, work: Int? = nil) -> Answer {
        let work = work ?? count
        if pending > 0 {
            let retryAfter = max(1, Int(min(expectedSeconds, 86_400).rounded(.up)))
            if pending + count > capacity { return .queueFull(retryAfterSeconds: retryAfter) }
            let withThis = expectedSeconds + Double(work) * meanSeconds / Double(threads)
            if withThis > deadlineSeconds { return .deadlineMissed(retryAfterSeconds: retryAfter) }
        }
        pending += count
        pendingWork += work
        return .admitted
    }

    /// - Parameters:
    ///   - count: Texts that left, computed or dropped.
    ///   - work: Of those texts, as it was admitted; nil counts one for each.
    ///   - seconds: Thread time that was spent; nil when nothing was computed.
    ///   - computed: The work that was done in that time, if not `work`: a long text is computed in pieces and leaves with the last.
    package mutating func finish(_ count: Int, work: Int? = nil, seconds: Double?, computed: Double? = nil) {
        let work = work ?? count
        precondition(count <= pending && work <= pendingWork, "Admission: \(count) texts, work \(work) of \(pending), \(pendingWork)")
        pending -= count
        pendingWork -= work
        let done = computed ?? Double(work)
        guard let seconds, done > 0 else { return }
        let sample = seconds / done
        meanSeconds = meanSeconds == 0 ? sample : meanSeconds + 0.05 * (sample - meanSeconds)
    }
}
