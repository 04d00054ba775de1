import JSONParsing
import OperatorCommands
import TestSupport
import Testing

struct TrainerStateTests {
    private static func state(_ answer: FakeTrainer.Answer, mayStart: Bool = false) throws -> (state: TrainerState, requests: Int) {
        let place = try TemporaryFolder()
        let trainer = try FakeTrainer(place.path + "/t.sock", ["GET /v1/status": [answer]])
        defer { trainer.stop() }
        let state = TrainerState(socket: trainer.path, mayStart: mayStart)
        return (state, trainer.requests.count)
    }

    @Test("a trainer that runs says what it has and which round runs")
    func running() throws {
        let (state, _) = try Self.state(
            .init(["version": "1", "pool": ["messages": 41], "round": ["id": "round-3", "state": "training"], "work": nil]))
        #expect(state.line == "running, 41 messages in the pool")
        #expect(state.round?.id == "round-3")
        #expect(state.json.object?["state"]?.string == "running" && state.json.object?["version"]?.string == "1")
    }

    @Test("a trainer that a question would start is not asked")
    func asleep() throws {
        let (state, requests) = try Self.state(.init(["version": "1"]), mayStart: true)
        #expect(state == .asleep && requests == 0 && state.line == "started by the next request")
    }

    @Test("nobody behind the socket is no trainer")
    func absent() throws {
        let place = try TemporaryFolder()
        #expect(TrainerState(socket: place.path + "/none.sock", mayStart: false) == .absent)
    }

    @Test("a refusal, silence and nonsense are told, and are no round")
    func silent() throws {
        let answers: [FakeTrainer.Answer] = [
            .error(500, "it is broken"), .silence, .init(status: 200, bytes: Array("[1]".utf8)), .init(status: 200, bytes: [0xFF]),
        ]
        for answer in answers {
            let state = try Self.state(answer).state
            guard case .silent(let why) = state else {
                Issue.record("\(state) is not silent")
                continue
            }
            #expect(!why.isEmpty && state.round == nil && state.line.contains(why))
        }
        #expect(try Self.state(answers[0]).state == .silent("it is broken"))
    }

    @Test("a round that is none is left out")
    func noRound() throws {
        #expect(try Self.state(.init(["round": ["id": 3]])).state.round == nil)
        #expect(try Self.state(.init(["round": nil])).state.round == nil)
    }
}
