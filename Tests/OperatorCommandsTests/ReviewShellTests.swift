import ConsolePrograms
import JSONParsing
import LabeledData
import OperatorCommands
import TestSupport
import Testing

struct ReviewShellTests {
    private static let listing: JSONValue = [
        "round": "round-7", "open": 3,
        "items": .array(
            ["a", "b", "c"].map { name in
                [
                    "variation": .string("v-\(name)"), "text": .string("variation \(name)\u{1B}[2J"), "source": .string("source \(name)"),
                    "human_label": "self-harm", "label": "self-harm",
                    "learner": name == "c" ? nil : ["label": "not-harmful", "score": 0.71],
                ]
            }),
    ]

    private func play(
        _ steps: [String], early: String = "", decisions: [FakeTrainer.Answer] = [.init(["open": 2])],
        _ look: (ScriptedPerson, FakeTrainer, ReviewShell) throws -> Void
    ) throws {
        let place = try TrainerPlace(["POST /v1/reviews/list": [.init(Self.listing)], "POST /v1/reviews/decide": decisions])
        defer { place.trainer.stop() }
        let desk = ReviewDesk(socket: place.socket, reviewer: "ada")
        let (round, items) = try desk.open(nil)
        #expect(round == "round-7" && items.map(\.learnerLabel) == [.notHarmful, .notHarmful, nil])
        let person = ScriptedPerson(steps)
        person.early = early
        var shell = ReviewShell(desk, title: "round-7 · ada", items)
        shell.run(on: person, isEnding: { false })
        try look(person, place.trainer, shell)
    }

    private static func body(_ variation: String, _ decision: String, _ label: String? = nil) -> JSONObject {
        JSONObject(
            [("variation", .string(variation)), ("by", "ada"), ("decision", .string(decision))]
                + (label.map { [("label", .string($0))] } ?? []))
    }

    @Test("each decision is exactly the trainer's request; after the last it ends")
    func decides() throws {
        try play(["a", "s", "r", "3"]) { person, trainer, shell in
            #expect(
                trainer.bodies("POST /v1/reviews/decide") == [
                    Self.body("v-a", "accept"), Self.body("v-c", "reject"), Self.body("v-b", "relabel", "legal-advice"),
                ])
            #expect(trainer.bodies("POST /v1/reviews/list") == [JSONObject()])
            #expect(shell.decided == 3 && shell.left == 0)
            #expect(person.screens[0].contains("  variation a·[2J"))
        }
    }

    @Test("keys of one burst, and keys that are pressed while the trainer is asked, decide on one variation only")
    func burst() throws {
        try play(["arr"], early: "a3") { person, trainer, shell in
            #expect(trainer.bodies("POST /v1/reviews/decide") == [Self.body("v-a", "accept")])
            #expect(shell.left == 2 && person.shows("variation b"))
        }
        try play(["a", "a"], early: "\u{3}") { _, _, shell in #expect(shell.decided == 1, "the decision counts, then it ends") }
    }

    @Test("a refused decision leaves the variation with the trainer's words")
    func refused() throws {
        try play(["a", "r"], decisions: [.error(404, "no such variation"), .init(["open": 0])]) { person, trainer, shell in
            #expect(person.screens[1].contains("no such variation") && person.screens[1].contains("  variation a·[2J"))
            #expect(trainer.bodies("POST /v1/reviews/decide") == [Self.body("v-a", "accept"), Self.body("v-a", "reject")])
            #expect(shell.decided == 1)
        }
    }

    @Test(
        "a list that cannot be read is exit 70",
        arguments: [[:], ["round": "r", "items": [1]], ["round": "r", "items": [["text": "x"]]]] as [JSONValue])
    func nonsense(answer: JSONValue) throws {
        let place = try TrainerPlace(["POST /v1/reviews/list": [.init(answer)]])
        defer { place.trainer.stop() }
        let error = try #require(throws: ProgramFailure.self) { try ReviewDesk(socket: place.socket, reviewer: "ada").open("r") }
        #expect(error.exit == .ourBug)
        #expect(place.trainer.bodies("POST /v1/reviews/list") == [JSONObject([("round", "r")])])
    }
}
