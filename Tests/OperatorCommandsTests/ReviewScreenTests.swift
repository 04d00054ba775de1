import ConsolePrograms
import LabeledData
import OperatorCommands
import Testing

struct ReviewScreenTests {
    private func screen(_ session: ReviewSession, columns: Int = 80, rows: Int = 24) -> [String] {
        ReviewScreen(session, title: "round-7 · ada", columns: columns, rows: rows).lines
    }

    @Test("a variation as it stands in a window of 80 by 24")
    func golden() {
        let lines = screen(ReviewSession(ReviewSessionTests.items))
        #expect(lines[0].hasPrefix("round-7 · ada  ") && lines[0].hasSuffix("  0 decided, 3 left") && displayWidth(lines[0]) == 80)
        #expect(
            Array(lines[2...9]) == [
                "", "Variation, meant to be self-harm:", "  variation a", "", "The learner says:  not-harmful  0.710", "",
                "Made from a message that people call self-harm:", "  source a",
            ])
        #expect(
            lines.suffix(4) == [
                "1 self-harm   2 medical-advice   3 legal-advice   4 financial-advice", "5 emergency-situation   6 not-harmful",
                "a accept   r reject   1-6 another class   s later   d definitions   q quit", "",
            ])
        #expect(lines.count == 24)
    }

    @Test("no line is wider than the window, none carries a control character", arguments: [40, 57, 80, 133], [16, 24, 60])
    func fits(columns: Int, rows: Int) {
        let nasty = String(repeating: "日本 \u{1B}[2J\u{202E}words and\nlines 🙂 ", count: 90)
        let item = ReviewItem(variation: "v", text: nasty, source: nasty, humanLabel: nil, label: .legalAdvice)
        for keys in ["", "d", "x"] {
            var session = ReviewSession([item])
            for key in keys { _ = session.pressed(.character(key)) }
            let lines = ReviewScreen(session, title: nasty, columns: columns, rows: rows).lines
            #expect(lines.count == rows, "\(keys)")
            for line in lines {
                #expect(displayWidth(line) <= columns, "\(keys): \(line)")
                #expect(!line.unicodeScalars.contains { [.control, .format].contains($0.properties.generalCategory) && $0 != "\u{200D}" })
            }
        }
    }
}
