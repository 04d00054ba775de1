import ConsolePrograms
import Foundation
import JSONParsing
import LabeledData
import OperatorCommands
import TestSupport
import Testing

struct LabellingShellTests {
    private static let progress: JSONValue = ["asked": 3, "settled": 1, "disputed": 0, "skipped": 0, "open": 2]

    static func item(_ name: String, _ text: String, selfHarm: Double = 0.1) -> FakeTrainer.Answer {
        .init([
            "round": "round-7", "status": "item",
            "item": [
                "message": .string(name), "text": .string(text),
                "guess": [
                    ["label": "self-harm", "score": .double(selfHarm)], ["label": "not-harmful", "score": 0.5], ["label": "?", "score": 1],
                ],
                "lease_until": "2026-11-22T15:03:01Z",
            ],
            "progress": progress,
        ])
    }

    private static func nothing(_ status: String) -> FakeTrainer.Answer {
        .init(["round": "round-7", "status": .string(status), "item": nil, "progress": progress])
    }

    private static let recorded = FakeTrainer.Answer(["outcome": "recorded", "progress": progress])
    private static let usual: [String: [FakeTrainer.Answer]] = [
        "POST /v1/rounds/show": [.init(TrainerPlace.round("awaiting-labels"))],
        "POST /v1/labels/next": [item("m1", "first text"), item("m2", "second text"), nothing("finished")],
        "POST /v1/labels/answer": [recorded], "POST /v1/labels/skip": [recorded], "POST /v1/labels/note": [.init(["progress": progress])],
        "POST /v1/labels/undo": [.init(["undone": ["message": "m1", "label": "legal-advice"], "progress": progress])],
        "POST /v1/labels/release": [.init([:])],
    ]

    /// Plays a session.
    private func play(
        _ steps: [String], early: String = "", scripts: [String: [FakeTrainer.Answer]] = [:],
        _ look: (ScriptedPerson, FakeTrainer, LabellingShell) throws -> Void
    ) throws {
        let place = try TrainerPlace(Self.usual.merging(scripts) { $1 })
        defer { place.trainer.stop() }
        let person = ScriptedPerson(steps)
        person.early = early
        var shell = LabellingShell(
            LabellingDesk(socket: place.socket, round: "round-7", annotator: "ada"), title: "round-7 · ada", blur: .auto)
        try shell.run(on: person, isEnding: { false })
        try look(person, place.trainer, shell)
    }

    private func sent(_ trainer: FakeTrainer) -> [String] {
        trainer.requests.map { String($0.line.split(separator: "/").last ?? "") }.filter { $0 != "show" }
    }

    private static func body(_ members: [(String, JSONValue)]) -> JSONObject {
        JSONObject([("round", "round-7"), ("annotator", "ada")] + members)
    }

    @Test("two messages are labelled, each request is exactly the trainer's")
    func labels() throws {
        try play(["2", "6"]) { person, trainer, _ in
            #expect(sent(trainer) == ["next", "answer", "next", "answer", "next"])
            #expect(
                trainer.bodies("POST /v1/labels/answer") == [
                    Self.body([("message", "m1"), ("label", "medical-advice")]), Self.body([("message", "m2"), ("label", "not-harmful")]),
                ])
            #expect(trainer.bodies("POST /v1/labels/next").allSatisfy { $0 == Self.body([]) })
            #expect(person.screens.contains { $0.contains("  first text") } && person.screens.contains { $0.contains("  second text") })
            #expect(person.shows("Every message that you can label has its labels") && person.shows("Recorded: not-harmful"))
        }
    }

    @Test("keys of one burst label one message: the rest was pressed before the next could be read")
    func burst() throws {
        try play(["123456"]) { person, trainer, _ in
            #expect(sent(trainer) == ["next", "answer", "next"])
            #expect(person.shows("second text"))
        }
    }

    @Test("keys that are pressed while the trainer is asked are dropped, but the one that ends")
    func late() throws {
        try play(["1"], early: "3s") { person, trainer, _ in
            #expect(sent(trainer) == ["next", "answer", "next"])
            #expect(person.shows("second text"))
        }
        try play(["1", "2"], early: "\u{3}") { _, trainer, _ in #expect(sent(trainer) == ["next", "answer"]) }
    }

    @Test("skip, note and undo are sent; after an undo what is held is given back, so that the message can come again")
    func others() throws {
        try play(["s", "n", "odd é", "\r", "u"]) { _, trainer, _ in
            #expect(sent(trainer) == ["next", "skip", "next", "note", "next", "undo", "release", "next"])
            #expect(trainer.bodies("POST /v1/labels/skip") == [Self.body([("message", "m1")])])
            #expect(trainer.bodies("POST /v1/labels/note") == [Self.body([("message", "m2"), ("note", "odd é")])])
            #expect(trainer.bodies("POST /v1/labels/undo") == [Self.body([])])
        }
        try play(["u"], scripts: ["POST /v1/labels/undo": [.init(["undone": nil])]]) { person, trainer, _ in
            #expect(sent(trainer) == ["next", "undo"])
            #expect(person.shows("nothing to take back") && person.shows("first text"))
        }
    }

    @Test("a refused answer leaves the message on the screen with the trainer's words, and it can be given again")
    func refused() throws {
        let answers: [FakeTrainer.Answer] = [.error(409, "the store is busy\u{1B}"), Self.recorded]
        try play(["2"], scripts: ["POST /v1/labels/answer": answers]) { person, trainer, _ in
            #expect(person.shows("first text") && person.shows("the store is busy·"))
            #expect(sent(trainer) == ["next", "answer"])
        }
        try play(["2", "2"], scripts: ["POST /v1/labels/answer": answers]) { person, _, _ in #expect(person.shows("second text")) }
    }

    @Test("a trainer that goes away after an answer takes the message off the screen; any key asks again")
    func lost() throws {
        let next: [FakeTrainer.Answer] = [Self.item("m1", "first text"), .silence, Self.item("m2", "second text")]
        try play(["2"], scripts: ["POST /v1/labels/next": next]) { person, _, _ in
            #expect(!person.shows("first text") && person.shows("closed the connection"))
        }
        try play(["2", " "], scripts: ["POST /v1/labels/next": next]) { person, _, _ in #expect(person.shows("second text")) }
    }

    @Test("without a first message from the trainer the session ends with its reason")
    func noFirst() throws {
        let scripts: [[FakeTrainer.Answer]] = [
            [.error(404, "there is no round")], [.init(["status": "item", "item": ["text": "x"]])], [.init(["status": "asleep"])],
        ]
        for (script, exit) in zip(scripts, [ProgramExit.inputMissing, .ourBug, .ourBug]) {
            let error = try #require(throws: ProgramFailure.self) { try play([], scripts: ["POST /v1/labels/next": script]) { _, _, _ in } }
            #expect(error.exit == exit)
        }
    }

    @Test("a text that may distress stays covered until v, also when it comes again after a note")
    func covered() throws {
        let dark = Self.item("m1", "goodbye all", selfHarm: 0.5)
        try play(["1", "v", "n", "x", "\r"], scripts: ["POST /v1/labels/next": [dark]]) { person, trainer, _ in
            #expect(person.screens[1].contains { $0.contains("░░░░░░░ ░░░") } && person.screens[2].contains { $0.contains("press v") })
            #expect(person.shows("goodbye all"), "it was uncovered before the note")
            #expect(trainer.bodies("POST /v1/labels/answer").isEmpty)
        }
    }

    @Test("with two annotators their agreement is in the head, and follows the answers; with one it is not")
    func agreement() throws {
        func round(_ kappa: Double, _ annotators: Int) -> FakeTrainer.Answer {
            .init(
                TrainerPlace.round(
                    "awaiting-labels",
                    [("annotators", .int(annotators)), ("agreement", ["items": 4, "observed": 0.75, "kappa": .double(kappa)])]))
        }
        try play(["1"], scripts: ["POST /v1/rounds/show": [round(0.5, 2), round(0.25, 2)]]) { person, _, shell in
            #expect(person.screens[1][0].contains("kappa 0.500 on 4"))
            #expect(person.screens[2][0].contains("kappa 0.250 on 4"))
            #expect(shell.agreement == "kappa 0.250 on 4")
        }
        try play(["1"], scripts: ["POST /v1/rounds/show": [round(0.5, 1)]]) { person, _, shell in
            #expect(!person.screens.contains { $0[0].contains("kappa") } && shell.agreement == nil)
        }
    }

    @Test("control characters of a message do not reach the terminal")
    func hostile() throws {
        let nasty = Self.item("m1", "evil\u{1B}[2J\u{9B}31m\u{202E}txet\u{7}\rtext")
        try play(["g"], scripts: ["POST /v1/labels/next": [nasty]]) { person, _, _ in
            #expect(person.shows("evil·[2J·31m·txet··text"))
            for line in person.screens.joined() {
                #expect(!line.unicodeScalars.contains { [.control, .format].contains($0.properties.generalCategory) }, "\(line)")
            }
        }
    }

    @Test("over a real terminal: keys label, the window may change its size, and the terminal is what it was at the end")
    func overTerminal() throws {
        let place = try TrainerPlace(Self.usual)
        defer { place.trainer.stop() }
        let window = try PseudoTerminal(columns: 80, rows: 24)
        let (socket, ended) = (place.socket, DispatchSemaphore(value: 0))
        Thread {
            if let terminal = RawTerminal.open(input: window.program, output: window.program) {
                var shell = LabellingShell(
                    LabellingDesk(socket: socket, round: "round-7", annotator: "ada"), title: "round-7 · ada", blur: .auto)
                try? shell.run(on: terminal, isEnding: { false })
            }
            ended.signal()
        }.start()
        #expect(window.shows("\u{1B}[?1049h") && window.shows("first text") && window.shows("q quit"))
        window.type("3")
        #expect(window.shows("second text") && window.shows("Recorded: legal-advice"))
        window.resize(columns: 60, rows: 20)
        #expect(window.shows("\u{1B}[K" + String(repeating: "─", count: 60) + "\r\n") && window.shows("second text"))
        window.type("\u{3}")
        #expect(window.shows("\u{1B}[?25h\u{1B}[?1049l"))
        #expect(ended.wait(timeout: .now() + 10) == .success)
        #expect(window.isAsUsual)
        #expect(place.trainer.bodies("POST /v1/labels/answer") == [Self.body([("message", "m1"), ("label", "legal-advice")])])
    }
}
