import ConsolePrograms
import JSONParsing
import OperatorCommands
import Testing

struct RoundFollowingTests {
    /// Plays a script of answers without a clock: each question takes the next answer, each pause half a second.
    private final class Stage {
        var script: [Result<RoundDocument, ProgramFailure>]
        var asked: [String?] = []
        var after: [Int?] = []
        var printed: [String] = []
        var pauses = 0
        /// How many pauses the reader stays for.
        var patience = Int.max

        init(_ script: [Result<RoundDocument, ProgramFailure>]) { self.script = script }

        var world: RoundFollowing.World {
            RoundFollowing.World(
                ask: { (round, eventsAfter) throws(ProgramFailure) in
                    self.asked.append(round)
                    self.after.append(eventsAfter)
                    guard !self.script.isEmpty else { throw ProgramFailure(.ourBug, "the script is over") }
                    return try self.script.removeFirst().get()
                },
                pause: {
                    self.pauses += 1
                    return self.pauses <= self.patience
                },
                now: { .milliseconds(500 * self.pauses) }, columns: { 80 }, print: { self.printed.append($0) })
        }
    }

    private static func working(_ state: String, _ done: Int, of total: Int, _ note: String = "rewriting") throws -> RoundDocument {
        try TrainerPlace.document(
            state, [("work", ["step": .string(state), "note": .string(note), "done": .int(done), "total": .int(total)])])
    }

    private static let spent: (String, JSONValue) = ("spending", ["requests": 2, "tokens": 900, "cost_micros": 12_300])

    @Test("on a pipe: a line for each change of state, of labels, of variations, and for each tenth of the work")
    func lines() throws {
        let written: (String, JSONValue) = (
            "variations",
            [
                ["label": "self-harm", "verdict": "accepted", "count": 4], ["label": "not-harmful", "verdict": "accepted", "count": 1],
                ["label": "self-harm", "verdict": "rejected", "count": 2],
            ]
        )
        let stage = Stage([
            .success(try TrainerPlace.document("selecting", [("labels", [:])])),
            .success(try TrainerPlace.document("selecting", [("labels", [:])])),
            .success(try Self.working("generating", 1, of: 60)), .success(try Self.working("generating", 2, of: 60)),
            .success(try Self.working("generating", 7, of: 60)),
            .success(try TrainerPlace.document("training", [written, Self.spent])),
            .success(try TrainerPlace.document("awaiting-approval", [written, Self.spent])),
        ])
        var following = RoundFollowing(.lines, world: stage.world)
        #expect(try following.run(nil).state == .awaitingApproval)
        let labels = "labels 3/20 settled, 1 disputed, 2 skipped"
        let tail = "variations 5 accepted, 2 rejected; 2 requests, 900 tokens, cost 0.0123\n"
        #expect(
            stage.printed == [
                "round-7  selecting\n", "round-7  generating; rewriting 1/60; \(labels)\n",
                "round-7  generating; rewriting 7/60; \(labels)\n",
                "round-7  training; \(labels); \(tail)", "round-7  awaiting-approval; \(labels); \(tail)",
            ])
        #expect(stage.pauses == 6)
        #expect(stage.asked == [nil] + [String?](repeating: "round-7", count: 6), "the same round to the end")
    }

    @Test("it ends where people are needed, and where the round is over", arguments: RoundState.allCases)
    func ends(state: RoundState) throws {
        let ending = try TrainerPlace.document(state.rawValue)
        let stage = Stage([.success(ending), .success(try TrainerPlace.document("done"))])
        var following = RoundFollowing(.lines, world: stage.world)
        let isWorking = [.selecting, .generating, .training, .evaluating, .promoting].contains(state)
        #expect(try following.run("r").state == (isWorking ? .done : state))
        let isStopped = [.rejected, .failed, .cancelled].contains(state)
        #expect(endFailure(ending)?.exit == (isStopped ? .no : nil))
    }

    @Test("with people at work it stays when it is asked to")
    func stays() throws {
        let stage = Stage([.success(try TrainerPlace.document("awaiting-labels")), .success(try TrainerPlace.document("done"))])
        var following = RoundFollowing(.lines, staysWithPeople: true, world: stage.world)
        #expect(try following.run(nil).state == .done)
    }

    @Test("a state that this program does not know ends it, with the state in view")
    func unknown() throws {
        let stage = Stage([.success(try TrainerPlace.document("dreaming"))])
        var following = RoundFollowing(.lines, world: stage.world)
        #expect(try following.run(nil).state == nil)
        #expect(stage.printed[0].hasPrefix("round-7  dreaming"))
    }

    @Test("events are asked for once: from then on only newer ones")
    func events() throws {
        let event: JSONValue = ["seq": 41, "at": "t", "kind": "round-started", "payload": [:]]
        let stage = Stage([
            .success(try TrainerPlace.document("training", [("events", [event])])), .success(try TrainerPlace.document("done")),
        ])
        var following = RoundFollowing(.lines, world: stage.world)
        _ = try following.run(nil)
        #expect(stage.after == [nil, 41])
    }

    @Test("a trainer that does not answer for a while is waited for; one that stays away is exit 75; a refusal ends at once")
    func absent() throws {
        let away = Result<RoundDocument, ProgramFailure>.failure(ProgramFailure(.tryAgainLater, "nobody listens"))
        let start = Result<RoundDocument, ProgramFailure>.success(try TrainerPlace.document("training"))
        let short = Stage(
            [start] + [Result](repeating: away, count: RoundFollowing.patience - 1) + [.success(try TrainerPlace.document("done"))])
        var following = RoundFollowing(.lines, world: short.world)
        #expect(try following.run(nil).state == .done)
        let long = Stage([start] + [Result](repeating: away, count: RoundFollowing.patience))
        var patient = RoundFollowing(.lines, world: long.world)
        #expect(throws: ProgramFailure(.tryAgainLater, "nobody listens")) { try patient.run(nil) }
        let refused = Stage([start, .failure(ProgramFailure(.inputMissing, "no such round"))])
        var other = RoundFollowing(.lines, world: refused.world)
        #expect(throws: ProgramFailure(.inputMissing, "no such round")) { try other.run(nil) }
        let never = Stage([away])
        var first = RoundFollowing(.lines, world: never.world)
        #expect(throws: ProgramFailure.self) { try first.run(nil) }
        #expect(never.pauses == 0, "who is not there at the start is not waited for")
    }

    @Test("a trainer that cannot go on is exit 75 with its reason")
    func trouble() throws {
        let stage = Stage([.success(try TrainerPlace.document("training", [("trouble", "the disk is full")]))])
        var following = RoundFollowing(.lines, world: stage.world)
        #expect(throws: ProgramFailure(.tryAgainLater, "the trainer cannot go on: the disk is full")) { try following.run(nil) }
        #expect(stage.printed.count == 1)
    }

    @Test("a reader that has gone ends it")
    func reader() throws {
        let stage = Stage([Result](repeating: .success(try TrainerPlace.document("training")), count: 9))
        stage.patience = 3
        var following = RoundFollowing(.lines, world: stage.world)
        #expect(try following.run(nil).state == .training)
        #expect(stage.asked.count == 4)
    }

    @Test("the block is drawn over itself, as high as it was")
    func block() throws {
        let stage = Stage([
            .success(try Self.working("generating", 10, of: 60)), .success(try Self.working("generating", 20, of: 60)),
            .success(try TrainerPlace.document("done")),
        ])
        var following = RoundFollowing(.block, world: stage.world)
        _ = try following.run(nil)
        #expect(stage.printed.count == 3)
        let height = stage.printed[0].count { $0 == "\n" }
        #expect(stage.printed[1].hasPrefix("\u{1B}[\(height)A\r\u{1B}[K"))
        #expect(!stage.printed[0].contains("s left"))
        #expect(stage.printed[1].contains("20/60  2 s left"), "ten in half a second: forty in two")
        #expect(stage.printed.allSatisfy { $0.hasSuffix("\n\u{1B}[J") })
    }

    @Test("JSON is a line for each change")
    func json() throws {
        let round = try TrainerPlace.document("training")
        let stage = Stage([.success(round), .success(round), .success(try TrainerPlace.document("done"))])
        var following = RoundFollowing(.json, world: stage.world)
        _ = try following.run(nil)
        #expect(try stage.printed.map { try JSONParser.parse($0).object?["state"]?.string } == ["training", "done"])
    }
}
