import ConsolePrograms
import JSONParsing
import OperatorCommands
import Testing

struct TerminalSafetyTests {
    static let texts = [
        "plain", "\u{1B}[2J", "\u{9B}31m", "\u{202E}drow\u{2069}", "a\u{2028}b", "\u{E0041}tag", "日本 🙂 é\u{7F}", "\n\t\"\\",
    ]

    @Test("JSON for a terminal has no character that acts on it, and reads back as it was", arguments: texts)
    func json(text: String) throws {
        let value: JSONValue = ["text": .string(text), "list": [.string(text), 1]]
        for bytes in [JSONWriter.compact(value), JSONWriter.pretty(value)] {
            let safe = safeJSON(bytes)
            #expect(try JSONParser.parse(safe) == value)
            #expect(
                !safe.unicodeScalars.contains { scalar in
                    scalar != "\n"
                        && [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
                })
        }
    }

    static let amounts: [(micros: Int, text: String)] = [
        (0, "0.00"), (12_300, "0.0123"), (1_500_000, "1.50"), (1, "0.000001"), (-2_000_000, "-2.00"), (.min, "-9223372036854.775808"),
    ]

    @Test("money is a number with as many decimals as it needs, and at least two", arguments: amounts)
    func money(micros: Int, text: String) { #expect(OperatorCommands.money(micros: micros) == text) }

    @Test("a line is cut by columns, not by characters")
    func cut() {
        #expect(cutLine("日本語", columns: 6) == "日本語")
        #expect(cutLine("日本語", columns: 5) == "日本…")
        #expect(cutLine("abc\u{1B}", columns: 9) == "abc·")
        for columns in [40, 80] {
            #expect(displayWidth(spreadLine("round · 日本語日本語日本語日本語", "3/20 labelled, 1 skipped", columns: columns)) == columns)
        }
        #expect(displayWidth(spreadLine("left", String(repeating: "9", count: 90), columns: 40)) <= 40)
    }
}
