/// Reads `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date in the form that servers must send.
///
///     Retry-After: 120
///     Retry-After: Fri, 31 Dec 1999 23:59:59 GMT
///
/// - Parameter now: Seconds since 1970 in UTC.
/// - Returns: Seconds from now, zero for a date that has passed; nil when it is neither.
package func retryAfterSeconds(_ text: String, now: Int) -> Int? {
    if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
        // More digits than fit are longer than anybody waits.
        return Int(text) ?? .max
    }
    let parts = text.split(separator: " ")
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT", let day = number(parts[1], digits: 2),
        let month = months.firstIndex(of: String(parts[2])), let year = number(parts[3], digits: 4)
    else { return nil }
    let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = number(clock[0], digits: 2), let minute = number(clock[1], digits: 2),
        let second = number(clock[2], digits: 2), (1...31).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    let date = ((daysSince1970(year: year, month: month + 1, day: day) * 24 + hour) * 60 + minute) * 60 + second
    return max(0, date - now)
}

private func number(_ text: Substring, digits: Int) -> Int? {
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return Int(text)
}

/// Days from 1 January 1970 in the Gregorian calendar. Source: Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
private func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
}
