/// How long the work at hand will still take, from how fast it went while it was watched.
package struct WorkPace: Sendable {
    private var first: (step: String, note: String, done: Int, at: Duration)?

    package init() {}

    /// - Parameter now: On any clock that only goes forward.
    /// - Returns: Seconds; nil while nothing was seen to be done, or its end is not known.
    package mutating func secondsLeft(_ work: RoundDocument.Work?, now: Duration) -> Double? {
        guard let work, work.total > 0 else {
            first = nil
            return nil
        }
        guard let first, first.step == work.step, first.note == work.note, first.done <= work.done else {
            first = (work.step, work.note, work.done, now)
            return nil
        }
        let done = Double(work.done) - Double(first.done)
        let elapsed = (now - first.at) / .seconds(1)
        guard done > 0, elapsed > 0 else { return nil }
        return max(0, Double(work.total) - Double(work.done)) / (done / elapsed)
    }
}
