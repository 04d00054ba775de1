import OperatorCommands
import Testing

struct SinceWordsTests {
    private static let now = 1_763_000_000

    static let lengths: [(String, Int)] = [
        ("now", 0), ("30s", 30), ("30m", 1_800), ("2h", 7_200), ("2 h ago", 7_200), ("10 min ago", 600), ("1 day ago", 86_400),
        ("3 weeks ago", 1_814_400), ("0m", 0),
    ]

    @Test("a length of time is counted back from now", arguments: lengths)
    func length(words: String, seconds: Int) {
        #expect(SinceWords.seconds(words, now: Self.now) == Self.now - seconds)
    }

    @Test("a date is its midnight, and a time of day is added to it")
    func dates() throws {
        let midnight = try #require(SinceWords.seconds("2025-11-13", now: Self.now))
        #expect(SinceWords.seconds("2025-11-13 10:30", now: Self.now) == midnight + 37_800)
        #expect(SinceWords.seconds("2025-11-13T10:30:05", now: Self.now) == midnight + 37_805)
        // Wherever this runs, local midnight is within a day of it in UTC.
        #expect(abs(midnight - 1_762_992_000) <= 86_400)
    }

    static let nonsense = [
        "", "ago", "h", "-5m", "5", "5 parsecs", "2025-13-01", "2025-11-31", "2025-11-13 24:00", "2025-11-13 1", "2025-11-13 10:30 x",
        "1:2:3",
        "99999999999999999999h", "9223372036854775807w", "2025--13", "٣m",
    ]

    @Test("what is no time is nothing, and traps nothing", arguments: nonsense)
    func nothing(words: String) {
        #expect(SinceWords.seconds(words, now: Self.now) == nil)
    }
}
