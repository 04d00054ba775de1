import OperatorCommands
import Testing

struct MomentWordsTests {
    private static let now: UInt64 = 1_800_000_000_000_000

    @Test(
        "a moment is as far from now as its greatest unit of which there are two",
        arguments: [
            (0, "now"), (1, "in 1 s"), (119, "in 119 s"), (120, "in 2 min"), (7_199, "in 119 min"), (10_800, "in 3 h"),
            (172_799, "in 47 h"), (172_800, "in 2 d"), (-1, "1 s ago"), (-7_200, "2 h ago"),
        ] as [(Int, String)])
    func distance(seconds: Int, words: String) {
        let moment = UInt64(Int(Self.now) + seconds * 1_000_000)
        #expect(MomentWords(moment, now: Self.now).distance == words)
    }

    @Test("the moment stands before it in local time, second by second")
    func local() throws {
        let text = MomentWords(Self.now, now: Self.now - 10_800_000_000).text
        #expect(text.contains("2027-01-1") && text.hasSuffix(" (in 3 h)"))
        #expect(text != MomentWords(Self.now + 1_000_000, now: Self.now).text)
    }

    @Test("moments beyond the calendar do not trap", arguments: [0, UInt64.max, UInt64.max - 1])
    func hostile(moment: UInt64) {
        #expect(!MomentWords(moment, now: Self.now).text.isEmpty)
        #expect(!MomentWords(Self.now, now: moment).text.isEmpty)
    }
}
