import Glibc

/// A moment for people: in local time, and how far it is from now.
package struct MomentWords: Equatable, Sendable {
    /// Microseconds since 1970.
    package let moment: UInt64
    package let now: UInt64

    package init(_ moment: UInt64, now: UInt64) {
        self.moment = moment
        self.now = now
    }

    /// `2026-11-23 15:00:00 (in 3 h)`.
    package var text: String { "\(localTime) (\(distance))" }

    /// `in 3 h`, `12 min ago`, `now`.
    package var distance: String {
        let isLater = moment > now
        let seconds = (isLater ? moment - now : now - moment) / 1_000_000
        guard seconds > 0 else { return "now" }
        return isLater ? "in \(Self.length(seconds))" : "\(Self.length(seconds)) ago"
    }

    /// In the greatest unit of which there are two, rounded down: 90 minutes, 3 h.
    package static func length(_ seconds: UInt64) -> String {
        for (unit, name) in [(86_400, "d"), (3_600, "h"), (60, "min")] as [(UInt64, String)] where seconds >= 2 * unit {
            return "\(seconds / unit) \(name)"
        }
        return "\(seconds) s"
    }

    private var localTime: String {
        var seconds = time_t(clamping: moment / 1_000_000)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return "a time beyond the calendar" }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(Int(parts.tm_year) + 1_900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return "\(day) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }
}
