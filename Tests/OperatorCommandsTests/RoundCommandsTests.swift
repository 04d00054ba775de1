import ArgumentParser
import ConsolePrograms
import JSONParsing
import OperatorCommands
import TestSupport
import Testing

struct RoundCommandsTests {
    /// What each command sends, and where.
    static let sent: [(arguments: String, path: String, body: JSONValue)] = [
        ("start --by ada", "start", ["by": "ada"]),
        (
            "start --by ada --strategy cluster --uncertainty margin --queries 40 --control-queries 4 --clusters 10 --variations 3 "
                + "--generator builtin --annotators 2 --seed 9 --recipe probe", "start",
            [
                "by": "ada", "strategy": "cluster", "uncertainty": "margin", "queries": 40, "control_queries": 4, "clusters": 10,
                "variations": 3, "generator": "builtin", "annotators": 2, "seed": 9, "recipe": "probe",
            ]
        ),
        ("advance --by ada", "advance", ["by": "ada"]),
        (
            "advance --round r --with-labels-so-far --with-reviews-so-far --start --by timer", "advance",
            ["round": "r", "with_labels_so_far": true, "with_reviews_so_far": true, "start": true, "by": "timer"]
        ),
        ("approve --by ada --reason good", "approve", ["by": "ada", "reason": "good"]),
        ("reject --round r --by ada --reason bad", "reject", ["round": "r", "by": "ada", "reason": "bad"]),
        ("cancel --by ada", "cancel", ["by": "ada"]),
        ("retry --round r --by ada", "retry", ["round": "r", "by": "ada"]),
        ("show", "show", [:]),
        ("show --round r --json", "show", ["round": "r"]),
    ]

    @Test("each command sends exactly what the trainer takes", arguments: sent)
    func requests(arguments: String, path: String, body: JSONValue) throws {
        let line = "POST /v1/rounds/\(path)"
        let place = try TrainerPlace([line: [.init(TrainerPlace.round("selecting"))]])
        defer { place.trainer.stop() }
        try place.run(["round"] + arguments.split(separator: " ").map(String.init))
        #expect(place.trainer.requests == [FakeTrainer.Request(line: line, body: try #require(body.object))])
    }

    @Test("without --by it is the account's name")
    func account() throws {
        let place = try TrainerPlace(["POST /v1/rounds/cancel": [.init(TrainerPlace.round("cancelled"))]])
        defer { place.trainer.stop() }
        try place.run(["round", "cancel"])
        #expect(place.trainer.bodies("POST /v1/rounds/cancel") == [JSONObject([("by", .string(accountName()))])])
    }

    static let statuses: [(status: Int, exit: ProgramExit)] = [
        (400, .usage), (404, .inputMissing), (409, .tryAgainLater), (422, .no), (429, .tryAgainLater), (503, .tryAgainLater),
        (500, .ourBug),
    ]

    @Test("a refusal has the exit code of its status and the trainer's words, made safe for a terminal", arguments: statuses)
    func refused(status: Int, exit: ProgramExit) throws {
        let place = try TrainerPlace(["POST /v1/rounds/advance": [.error(status, "not now\u{1B}[2J\u{202E}")]])
        defer { place.trainer.stop() }
        let error = try place.failure(["round", "advance"])
        #expect(error == ProgramFailure(exit, "not now·[2J·"))
    }

    static let unreadable: [FakeTrainer.Answer] = [
        .init(["id": "r"]), .init(["state": "done"]), .init([]), .init("round"), .init(status: 200, bytes: Array("{".utf8)),
    ]

    @Test("an answer that is no round is a bug (70), not a crash", arguments: unreadable.indices)
    func nonsense(index: Int) throws {
        let place = try TrainerPlace(["POST /v1/rounds/show": [Self.unreadable[index]]])
        defer { place.trainer.stop() }
        #expect(try place.failure(["round", "show"]).exit == .ourBug)
    }

    @Test("a trainer that closes without an answer, or is not there, is exit 75")
    func absent() throws {
        let place = try TrainerPlace(["POST /v1/rounds/show": [.silence]])
        #expect(try place.failure(["round", "show"]).exit == .tryAgainLater)
        place.trainer.stop()
        let error = try place.failure(["round", "list"])
        #expect(error.exit == .tryAgainLater && error.message.contains(place.socket))
    }

    static let refusedArguments: [(arguments: [String], reason: String)] = [
        (["approve"], "--reason"), (["reject", "--by", "ada"], "--reason"), (["approve", "--reason", " "], "--reason is empty"),
        (["start", "--by", ""], "--by is empty"), (["start", "--queries", "many"], "many"), (["show", "--round", " "], "--round is empty"),
    ]

    @Test("arguments that make no sense are refused with exit 64 before anything is sent", arguments: refusedArguments)
    func makeNoSense(arguments: [String], reason: String) throws {
        let error = try #require(throws: (any Error).self) { try OperatorCommand.parseAsRoot(["round"] + arguments) }
        #expect(OperatorCommand.exitCode(for: error).rawValue == ProgramExit.usage.rawValue)
        #expect(OperatorCommand.fullMessage(for: error).contains(reason))
    }

    @Test("the list asks once and shows a line for each round; with none it says how to begin")
    func list() throws {
        let rounds: JSONValue = ["rounds": [TrainerPlace.round("done"), TrainerPlace.round("failed", id: "round-6")]]
        let place = try TrainerPlace(["GET /v1/rounds": [.init(rounds), .init(["rounds": []]), .init(["rounds": [1]])]])
        defer { place.trainer.stop() }
        try place.run(["round", "list"])
        try place.run(["round", "list"])
        #expect(try place.failure(["round", "list"]).exit == .ourBug)
        #expect(place.trainer.requests.map(\.line) == [String](repeating: "GET /v1/rounds", count: 3))
        let table = try roundTable([TrainerPlace.document("done", [("bundle", "b1"), ("gate", ["outcome": "promote"])])])
        #expect(table[1].hasPrefix("round-7  done   2026-11-22T15:03:01Z    3/20           0  0.00  promote  b1"))
    }

    @Test("--wait follows the round that was moved, and its end is the exit code")
    func wait() throws {
        let place = try TrainerPlace([
            "POST /v1/rounds/advance": [.init(TrainerPlace.round("awaiting-labels"))],
            "POST /v1/rounds/show": [.init(TrainerPlace.round("awaiting-review")), .init(TrainerPlace.round("rejected"))],
        ])
        defer { place.trainer.stop() }
        try place.run(["round", "advance", "--wait"])
        #expect(place.trainer.bodies("POST /v1/rounds/show") == [JSONObject([("round", "round-7")])])
        #expect(try place.failure(["round", "watch"]).exit == .no)
    }
}
