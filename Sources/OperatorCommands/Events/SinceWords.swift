import Glibc

/// A moment as people write it: `30m`, `2 h ago`, `2026-11-23`, `2026-11-23 10:30`, in local time.
package enum SinceWords {
    private static let units: [(names: Set<String>, seconds: Int)] = [
        (["s", "sec", "second", "seconds"], 1), (["m", "min", "minute", "minutes"], 60), (["h", "hour", "hours"], 3_600),
        (["d", "day", "days"], 86_400), (["w", "week", "weeks"], 604_800),
    ]

    /// - Parameter now: Seconds since 1970.
    /// - Returns: Seconds since 1970; nil for words that are no moment.
    package static func seconds(_ words: String, now: Int) -> Int? {
        var text = words.lowercased().filter { $0 != " " }
        if text == "now" { return now }
        if text.hasSuffix("ago") { text.removeLast(3) }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        if let count = Int(digits), let unit = units.first(where: { $0.names.contains(String(text.dropFirst(digits.count))) }) {
            let (length, isTooLong) = count.multipliedReportingOverflow(by: unit.seconds)
            return isTooLong || length > now ? nil : now - length
        }
        return date(words)
    }

    private static func date(_ words: String) -> Int? {
        let parts = words.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard (1...2).contains(parts.count) else { return nil }
        let day = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Int32($0) }
        let clock = parts.count == 2 ? parts[1].split(separator: ":", omittingEmptySubsequences: false).map { Int32($0) } : [0, 0]
        guard day.count == 3, (2...3).contains(clock.count), let year = day[0], let month = day[1], let date = day[2],
            (1970...9_999).contains(year), (1...12).contains(month), (1...31).contains(date), let hour = clock[0], (0...23).contains(hour),
            let minute = clock[1], (0...59).contains(minute), let second = clock.count == 3 ? clock[2] : 0, (0...59).contains(second)
        else { return nil }
        var time = tm()
        (time.tm_year, time.tm_mon, time.tm_mday) = (year - 1_900, month - 1, date)
        (time.tm_hour, time.tm_min, time.tm_sec, time.tm_isdst) = (hour, minute, second, -1)
        let seconds = mktime(&time)
        // mktime makes 1 December of 31 November.
        return time.tm_mday == date ? seconds : nil
    }
}
