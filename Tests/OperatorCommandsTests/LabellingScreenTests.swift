import ConsolePrograms
import LabeledData
import OperatorCommands
import Testing

struct LabellingScreenTests {
    private func screen(_ session: LabellingSession, columns: Int = 80, rows: Int = 24) -> [String] {
        LabellingScreen(session, title: "round r7 · ada", columns: columns, rows: rows).lines
    }

    private func session(_ item: LabellingItem?, keys: String = "") -> LabellingSession {
        var session = LabellingSession()
        _ = session.received(item, LabellingProgress(asked: 20, settled: 3, skipped: 1, disputed: 2))
        for key in keys { _ = session.pressed(.character(key)) }
        return session
    }

    @Test("a message as it stands in a window of 80 by 24")
    func golden() {
        let lines = screen(session(LabellingSessionTests.calm))
        #expect(lines[0].hasPrefix("round r7 · ada   ") && lines[0].hasSuffix(" 3/20 labelled, 1 skipped, 2 disputed"))
        #expect(displayWidth(lines[0]) == 80)
        #expect(Array(lines[1...3]) == [String(repeating: "─", count: 80), "", "  how do I boil an egg"])
        #expect(
            lines.suffix(4) == [
                "1 self-harm   2 medical-advice   3 legal-advice   4 financial-advice",
                "5 emergency-situation   6 not-harmful",
                "s skip   u undo   n note   d definitions   g guess   v text   q quit", "",
            ])
        #expect(lines.count == 24)
        #expect(!lines.contains { $0.contains("0.9") || $0.contains("guess:") }, "the guess is not shown")
    }

    @Test("no line is wider than the window, and there are as many as it has rows", arguments: [40, 57, 80, 133], [16, 24, 60])
    func fits(columns: Int, rows: Int) {
        let long = LabellingItem(message: "m", text: String(repeating: "日本 words and\nlines 🙂 ", count: 90), guess: [(.notHarmful, 1)])
        for keys in ["", "g", "d", "nsome note"] {
            for item in [long, LabellingSessionTests.calm, LabellingSessionTests.dark, nil] {
                let lines = screen(session(item, keys: keys), columns: columns, rows: rows)
                #expect(lines.count == rows, "\(keys)")
                for line in lines { #expect(displayWidth(line) <= columns, "\(keys): \(line)") }
            }
        }
    }

    @Test("a hidden text shows its shape and none of its letters")
    func hidden() {
        let lines = screen(session(LabellingSessionTests.dark))
        #expect(lines.contains("  ░░░░░░░ ░░░░░░░░"))
        #expect(!lines.contains { $0.contains("goodbye") })
        #expect(screen(session(LabellingSessionTests.dark, keys: "v")).contains("  goodbye everyone"))
    }

    @Test("the definitions name every class and its near misses")
    func definitions() {
        let text = screen(session(LabellingSessionTests.calm, keys: "d"), rows: 60).joined(separator: "\n")
        for label in SafetyClass.allCases {
            #expect(text.contains(label.name))
            #expect(text.contains("Not: " + label.definition.doesNot.prefix(20)))
        }
    }

    @Test("the model's guess is three classes, most likely first")
    func guess() throws {
        let lines = screen(session(LabellingSessionTests.calm, keys: "g"))
        let first = try #require(lines.firstIndex(of: "    not-harmful  0.900"))
        #expect(lines[first + 1] == "    medical-advice  0.100")
    }
}
