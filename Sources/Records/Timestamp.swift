import Glibc

/// A moment of the wall clock, in microseconds since 1970-01-01T00:00:00Z.
///
/// Wall time is information for people: what came first is always told by sequence numbers, since a wall clock may jump back.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let microseconds: Int

    package init(microseconds: Int) { self.microseconds = microseconds }

    package init(seconds: Int) { microseconds = seconds.multipliedReportingOverflow(by: 1_000_000).partialValue }

    /// The system's clock.
    package static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int(time.tv_sec) &* 1_000_000 &+ Int(time.tv_nsec) / 1_000)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    /// This moment moved by `duration`; at the ends of the representable range it stays there.
    package static func + (time: Timestamp, duration: Duration) -> Timestamp {
        let parts = duration.components
        let (whole, overflow) = Int(parts.seconds).multipliedReportingOverflow(by: 1_000_000)
        let (sum, carry) = time.microseconds.addingReportingOverflow(whole &+ Int(parts.attoseconds / 1_000_000_000_000))
        guard !overflow, !carry else { return Timestamp(microseconds: duration < .zero ? .min : .max) }
        return Timestamp(microseconds: sum)
    }

    /// ISO 8601 in UTC with microseconds, `2026-11-22T15:03:01.000250Z`.
    package var description: String {
        guard let calendar else { return "\(microseconds) µs" }
        let rest = microseconds % 1_000_000
        return "\(calendar.day)T\(calendar.time).\(Self.padded(rest < 0 ? rest + 1_000_000 : rest, 6))Z"
    }

    /// The day in UTC, `2026-11-22`: what limits "per day" count by.
    package var day: String { calendar?.day ?? "outside the calendar" }

    private var calendar: (day: String, time: String)? {
        var seconds = time_t(microseconds.flooredDivision(by: 1_000_000))
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return nil }
        let day =
            "\(Self.padded(Int(parts.tm_year) + 1_900, 4))-\(Self.padded(Int(parts.tm_mon) + 1, 2))-\(Self.padded(Int(parts.tm_mday), 2))"
        let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { Self.padded(Int($0), 2) }.joined(separator: ":")
        return (day, time)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension Int {
    fileprivate func flooredDivision(by divisor: Int) -> Int { self / divisor - (self % divisor < 0 ? 1 : 0) }
}
