import ConsolePrograms
import JSONParsing
import OperatorCommands
import Testing

struct RoundBlockTests {
    private func lines(_ state: String, _ more: [(String, JSONValue)] = [], columns: Int = 80, secondsLeft: Double? = nil) throws
        -> [String]
    {
        RoundBlock(try TrainerPlace.document(state, more), columns: columns, secondsLeft: secondsLeft).lines
    }

    private static let work: (String, JSONValue) = ("work", ["step": "generating", "note": "rewriting", "done": 15, "total": 60])

    @Test("a round at work, in a window of 80 columns")
    func golden() throws {
        let more: [(String, JSONValue)] = [
            Self.work, ("variations", [["label": "self-harm", "verdict": "needs-review", "count": 2]]), ("open_reviews", 2),
            ("agreement", ["items": 5, "observed": 0.8, "kappa": 0.71]),
        ]
        #expect(
            try lines("generating", more, secondsLeft: 40.2) == [
                "round-7  generating", "  ✓ selecting  ✓ awaiting-labels  ▶ generating  · awaiting-review  · training",
                "  · evaluating  · awaiting-approval  · promoting  · done", "  rewriting  [#####···············]  15/60  41 s left",
                "  labels      3/20 settled, 1 disputed, 2 skipped", "  agreement   kappa 0.710 on 5 messages, 0.800 of them alike",
                "  variations  2 needs-review; 2 to review", "  spending    0 requests, 0 tokens, cost 0.00",
                "  next        what a person can do",
            ])
    }

    @Test("a step that failed is marked where it was, with the reason")
    func failed() throws {
        let lines = try lines("failed", [("failed_step", "training"), ("reason", "no space left")])
        #expect(lines[1].hasSuffix("✓ awaiting-review  ✗ training"))
        #expect(lines[2] == "  · evaluating  · awaiting-approval  · promoting  · done")
        #expect(lines.contains("  failed while training: no space left"))
        let waiting: [(String, JSONValue)] = [("reason", "no gate set is frozen")]
        #expect(try self.lines("awaiting-approval", waiting).contains("  asks for a person: no gate set is frozen"))
        let line = RoundChange.line(try TrainerPlace.document("awaiting-approval", waiting))
        #expect(line.hasSuffix("; asks for a person: no gate set is frozen"))
        #expect(try self.lines("done")[2].hasSuffix("✓ done"))
    }

    @Test("no line is wider than the window, and none carries a control character", arguments: [20, 40, 79, 80, 200])
    func fits(columns: Int) throws {
        let nasty = JSONValue.string("日本語\u{1B}[2J\r\n\u{202E}" + String(repeating: "long ", count: 90))
        for state in RoundState.allCases.map(\.rawValue) + ["\u{9B}31m"] {
            let more: [(String, JSONValue)] = [
                ("work", ["step": nasty, "note": nasty, "done": 3, "total": 9]), ("next", nasty), ("reason", nasty), ("trouble", nasty),
                ("variations", [["label": "x", "verdict": nasty, "count": 1]]),
            ]
            for line in try lines(state, more, columns: columns) {
                #expect(displayWidth(line) <= max(40, columns), "\(line)")
                #expect(!line.unicodeScalars.contains { [.control, .format].contains($0.properties.generalCategory) }, "\(line)")
            }
        }
    }

    static let absurd: [(done: Int, total: Int)] = [(.max, 1), (.min, .max), (.max, .max), (5, 0), (-1, -1)]

    @Test("figures that make no sense trap nothing", arguments: absurd)
    func figures(done: Int, total: Int) throws {
        let work: JSONValue = ["step": "training", "note": "", "done": .int(done), "total": .int(total)]
        let most: JSONValue = ["label": "x", "verdict": "accepted", "count": .int(.max)]
        let round = try TrainerPlace.document(
            "training",
            [
                ("work", work), ("variations", [most, most]),
                ("labels", ["asked": .int(.max), "settled": .int(.max), "skipped": .int(.max)]),
                ("spending", ["requests": .int(.min), "tokens": .int(.max), "cost_micros": .int(.min)]),
            ])
        var pace = WorkPace()
        for second in 0..<3 { #expect((pace.secondsLeft(round.work, now: .seconds(second)) ?? 0) >= 0) }
        #expect(!RoundBlock(round, columns: 80, secondsLeft: .infinity).lines.isEmpty)
        #expect(!RoundSheet(round).lines.isEmpty)
        #expect(!RoundChange.line(round).isEmpty && RoundChange(round) == RoundChange(round))
        #expect(roundTable([round]).count == 2)
        #expect(round.labels.isComplete)
    }
}
