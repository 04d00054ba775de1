import Foundation
import PicketClient
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct PicketClientTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/picket.sock" }

    init() throws { folder = try TemporaryFolder() }

    private func client(
        _ choice: NoVerdictChoice = .failClosed, deadline: Duration = .seconds(60), maxConnections: Int = 4
    ) -> PicketClient {
        PicketClient(whenNoVerdict: choice, socket: path, deadline: deadline, maxConnections: maxConnections)
    }

    private func reason(_ script: @escaping @Sendable (ScriptedDaemon.Asked) -> ScriptedDaemon.Move) async throws -> NoVerdict? {
        let daemon = try ScriptedDaemon(path, script: script)
        defer { daemon.stop() }
        let client = client()
        let judgement = await client.judge("hello")
        await client.close()
        guard case .noVerdict(let reason) = judgement.outcome else { return nil }
        #expect(!judgement.mayPass)
        return reason
    }

    @Test("a verdict has what the daemon said, and passes as its action says", arguments: Verdict.Action.allCases)
    func verdict(action: Verdict.Action) async throws {
        let daemon = try ScriptedDaemon(path) { _ in .write(Replies.verdict(action.rawValue)) }
        defer { daemon.stop() }
        for choice in [NoVerdictChoice.failClosed, .failOpen] {
            let client = client(choice)
            let judgement = await client.judge("hello")
            #expect(
                judgement.verdict
                    == Verdict(
                        label: "not-harmful", confidence: 0.9, scores: ["self-harm": 0.1, "not-harmful": 0.9],
                        isFlagged: action == .warn || action == .block,
                        action: action, entropy: 0.3, tokens: 7, isTruncated: false, bundle: "bundle-1", requestID: "pkt-1"))
            // Where no rule looks nobody has decided.
            #expect(judgement.mayPass == (action == .noRule ? choice == .failOpen : action != .block))
            await client.close()
        }
        #expect(daemon.asked.first?.body == #"{"input":["hello"]}"#)
    }

    @Test("several texts are one request, and no text is none")
    func several() async throws {
        let daemon = try ScriptedDaemon(path) { _ in .write(Replies.verdicts([Replies.result(), Replies.result("block")])) }
        defer { daemon.stop() }
        let client = client()
        #expect(await client.judge(["a", "b"]).map(\.mayPass) == [true, false])
        #expect(await client.judge([]).isEmpty)
        #expect(daemon.asked.count == 1)
        await client.close()
    }

    static let nonsense: [(String, String)] = [
        (Replies.verdicts([]), "0 results for 1 texts"),
        (Replies.verdicts([Replies.result(), Replies.result()]), "2 results for 1 texts"),
        (Replies.verdicts([Replies.result("pass")]), "'results[0]' is no verdict"),
        (Replies.verdicts([Replies.result(score: "null")]), "'results[0]' is no verdict"),
        (Replies.verdicts([Replies.result(score: "1.5")]), "'results[0]' is no verdict"),
        (Replies.verdicts([Replies.result(score: #""0.9""#)]), "'results[0]' is no verdict"),
        (Replies.verdicts([Replies.result(truncated: "null")]), "'results[0]' is no verdict"),
        (Replies.verdicts([Replies.result("allow", flagged: true)]), "'results[0]' is no verdict"),
        (Replies.verdicts([Replies.result("block", flagged: false)]), "'results[0]' is no verdict"),
        (Replies.verdicts([Replies.result(score: "0.05")]), "'results[0]' is no verdict"),
        (Replies.verdicts(["{}"]), "'results[0]' is no verdict"),
        (Replies.verdicts(["7"]), "'results[0]' is no verdict"),
        (Replies.http("200 OK", "{}"), "'id', 'model' or 'results' is missing"),
        (Replies.http("200 OK", "[]"), "'id', 'model' or 'results' is missing"),
    ]

    @Test("an answer that is no verdict is none, and never passes as one", arguments: nonsense)
    func malformed(reply: String, reason: String) async throws {
        #expect(try await self.reason { _ in .write(reply) } == .malformedAnswer(reason))
    }

    @Test("what is no JSON, no HTTP, or breaks off is no verdict")
    func noAnswer() async throws {
        for move in [
            ScriptedDaemon.Move.write(Replies.http("200 OK", "{")), .write(Replies.http("200 OK", "")),
            .write("SSH-2.0-OpenSSH_9.2\r\n\r\n"), .writeAndClose(String(Replies.verdict().dropLast(9))),
            .writeAndClose("HTTP/1.1 200 OK\r\nContent-Le"),
        ] {
            let reason = try await reason { _ in move }
            guard case .malformedAnswer = reason else {
                Issue.record("\(move): \(String(describing: reason))")
                continue
            }
        }
    }

    @Test("an answer in chunks is read like one in a piece")
    func chunks() async throws {
        let body = #"{"id":"pkt-1","model":"bundle-1","results":[\#(Replies.result())]}"#
        let (first, rest) = (body.prefix(20), body.dropFirst(20))
        let reply =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n\(first)\r\n"
            + "\(String(rest.utf8.count, radix: 16))\r\n\(rest)\r\n0\r\n\r\n"
        let daemon = try ScriptedDaemon(path) { _ in .write(reply) }
        defer { daemon.stop() }
        let client = client()
        #expect(await client.judge("a").mayPass)
        await client.close()
    }

    @Test("a refusal has its status, code and message")
    func refused() async throws {
        let error = #"{"error":{"message":"'input' is empty","type":"invalid_request_error","param":"input","code":"empty_input"}}"#
        #expect(
            try await reason { _ in .write(Replies.http("400 Bad Request", error)) }
                == .refused(status: 400, code: "empty_input", message: "'input' is empty"))
        #expect(
            try await reason { _ in .write(Replies.http("500 Internal Server Error", "?")) }
                == .refused(status: 500, code: nil, message: "no reason is given"))
    }

    @Test("a busy daemon is asked again when it said so, and where that is too late there is no verdict")
    func overloaded() async throws {
        let daemon = try ScriptedDaemon(path) { asked in
            .write(asked.request == 0 ? Replies.http("429 Too Many Requests", "{}", "Retry-After: 1\r\n") : Replies.verdict())
        }
        let patient = client()
        #expect(await patient.judge("a").mayPass)
        #expect(daemon.asked.count == 2)
        await patient.close()
        daemon.stop()
        #expect(
            try await reason { _ in .write(Replies.http("429 Too Many Requests", "{}", "Retry-After: 3600\r\n")) }
                == .overloaded(status: 429))
        #expect(try await reason { _ in .write(Replies.http("503 Service Unavailable", "{}")) } == .overloaded(status: 503))
    }

    @Test("nobody there is no verdict, and by choice passes or not", arguments: [NoVerdictChoice.failClosed, .failOpen])
    func unreachable(choice: NoVerdictChoice) async {
        let client = client(choice)
        let judgement = await client.judge("a")
        #expect(judgement.mayPass == (choice == .failOpen))
        #expect(judgement.verdict == nil)
        #expect(judgement.outcome == .noVerdict(.unreachable("'\(path)': there is no such socket; is picketd running?")))
        await client.close()
        #expect(await client.judge("a").outcome == .noVerdict(.closed))
    }
}
