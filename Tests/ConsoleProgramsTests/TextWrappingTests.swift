import ConsolePrograms
import Testing

struct TextWrappingTests {
    @Test("lines break at spaces, and inside a word only when it is longer than a line")
    func breaks() {
        #expect(wrappedText("one two three", columns: 7) == ["one two", "three"])
        #expect(wrappedText("incomprehensible x", columns: 6) == ["incomp", "rehens", "ible x"])
        #expect(wrappedText("a\n\nb  c", columns: 10) == ["a", "", "b c"])
        #expect(wrappedText("", columns: 10) == [""])
    }

    @Test("wide characters count two columns", arguments: 2...12)
    func widths(columns: Int) {
        let text = "日本語のテキスト and 🙂🙂 emoji, naïve café e\u{301}e\u{301}"
        let lines = wrappedText(text, columns: columns)
        #expect(lines.allSatisfy { displayWidth($0) <= columns })
        let letters = { (text: String) in text.filter { $0 != " " } }
        #expect(letters(lines.joined()) == letters(text), "nothing is lost")
    }

    @Test("what could move the cursor or turn the writing is shown as a dot")
    func harmless() {
        let lines = wrappedText("a\u{1B}[2Jb \u{202E}evil\u{7}", columns: 40)
        #expect(lines == ["a·[2Jb ·evil·"])
    }
}
