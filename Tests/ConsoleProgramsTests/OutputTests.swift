import ConsolePrograms
import Testing

struct OutputTests {
    static let shown: [(text: String, columns: Int, expected: String)] = [
        ("plain, ünïcode, 日本 and 🙂", 40, "plain, ünïcode, 日本 and 🙂"),
        ("two\nlines\r", 40, "two·lines·"),
        ("a\tb", 40, "a b"),
        ("\u{1B}[31mred\u{7}", 40, "·[31mred·"),
        ("\u{9B}2J\u{7F}", 40, "·2J·"),
        ("safe\u{202E}gnp.exe\u{2069}\u{200F}", 40, "safe·gnp.exe··"),
        ("a\u{2028}b\u{2029}c", 40, "a·b·c"),
        ("\u{E000}\u{E0041}\u{FEFF}\u{0378}", 40, "····"),
        ("👩\u{200D}🚒 ❤\u{FE0F}", 40, "👩\u{200D}🚒 ❤\u{FE0F}"),
        ("12345", 5, "12345"),
        ("123456", 5, "1234…"),
        ("1234567890", 5, "1234…"),
        ("xy", 1, "…"),
        ("", 0, ""),
    ]

    @Test("text is shown on one line, cut to its columns, with nothing that moves a cursor or turns the writing", arguments: shown)
    func shows(text: String, columns: Int, expected: String) {
        #expect(Array(displayText(text, columns: columns).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test("whatever the text, no more scalars are shown than there are columns", arguments: [1, 2, 7, 30])
    func bounded(columns: Int) {
        for length in 0..<40 {
            let shown = displayText(String(repeating: "e\u{301}", count: length), columns: columns)
            #expect(shown.unicodeScalars.count == min(columns, 2 * length))
        }
    }
}
