import DurableFiles
import Generation
import JSONParsing
import LabeledData
import Records
import TestSupport
import Testing
import TrainerService

/// A round whose language model misbehaves once: it ends all the same, with counts that fit, and every sending is in the books.
///
/// Six messages, two variations each, one request at a time; the first request meets the fault.
struct EndpointFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let script: [LLMFault]
        /// Requests that reach the server.
        var requests = 7
        /// Texts that are recorded; two a message where nothing is lost.
        var texts = 12
        /// How the sendings ended.
        var succeeded = 6
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "nothing goes wrong", script: [], requests: 6),
        Case(name: "429 with Retry-After", script: [.tooManyRequests(retryAfter: "1")]),
        Case(name: "500", script: [.status(500, message: "oops")]),
        Case(name: "no answer in time", script: [.silence]),
        Case(name: "truncated JSON", script: [.truncated]),
        Case(name: "JSON in a code fence", script: [.fenced], requests: 6),
        Case(name: "a refusal", script: [.refusal], requests: 6, texts: 10, succeeded: 5),
        Case(name: "JSON schemas are not supported", script: [.unsupportedFormat(["json_schema"])]),
        Case(name: "no format is supported", script: [.unsupportedFormat(["json_schema", "json_object"])], requests: 8),
        Case(name: "texts of another class", script: [.wrongClass], requests: 6),
        Case(name: "ten copies of the source", script: [.copies], requests: 6, texts: 20),
        Case(name: "an answer without end", script: [.endless], requests: 6, texts: 10, succeeded: 5),
        Case(name: "a dropped connection", script: [.dropped]),
        Case(name: "a kept connection that is dropped", script: [.none, .none, .dropped]),
        Case(name: "an answer that is cut off", script: [.cutOff]),
    ]

    @Test("the round ends, the texts are counted, and the spending is the sum of what was sent", arguments: cases)
    func fault(_ expected: Case) throws {
        let server = try ScriptedLLMServer(expected.script)
        defer { server.stop() }
        let trainer = try TinyTrainer(gateRows: 0)
        try trainer.use(server)
        trainer.configuration.timeoutSeconds = 0.5
        trainer.configuration.maxAnswerTokens = 200
        try trainer.open()
        #expect(try trainer.drive() == "done")
        let store = try #require(trainer.store)
        #expect(server.requests.count == expected.requests)

        let attempts = try store.generationAttempts(round: "round-1")
        #expect(attempts.count == server.requests.count)
        #expect(attempts.count { $0.status == .succeeded } == expected.succeeded)
        #expect(!attempts.contains { $0.status == .reserved || $0.status == .orphaned })
        for attempt in attempts where attempt.status == .succeeded {
            #expect(attempt.usage == Usage(promptTokens: 100, completionTokens: 50, costMicros: 200) && !attempt.isEstimate)
        }
        let spending = try store.spending(round: "round-1")
        #expect(spending.requests == attempts.count)
        #expect(spending.tokens == attempts.map { $0.usage.promptTokens + $0.usage.completionTokens }.reduce(0, +))
        #expect(spending.costMicros == attempts.map(\.usage.costMicros).reduce(0, +))

        let variations = try store.variations(round: "round-1").map(\.variation)
        #expect(variations.count == expected.texts)
        #expect(variations.allSatisfy { $0.request != nil && $0.model == "scripted" })
        let counts = try #require(try trainer.post("/v1/rounds/show")["variations"]?.array).compactMap { $0.object?["count"]?.int }
        #expect(counts.reduce(0, +) == expected.texts)
        if expected.script == [.copies] {
            let first = variations.filter { $0.message == variations[0].message }
            #expect(first.count == 10)
            for variation in first {
                guard case .rejected(let rule) = variation.verdict else {
                    Issue.record("\(variation.id) is not rejected")
                    continue
                }
                #expect(["copy", "schema", "near-duplicate"].contains(rule), "\(rule)")
            }
        }
    }

    @Test("a refused key fails the round at once, without a word of the key anywhere in the database; the right key goes on from there")
    func refusedKey() throws {
        let server = try ScriptedLLMServer([.unauthorized])
        defer { server.stop() }
        let trainer = try TinyTrainer(gateRows: 0)
        try trainer.use(server)
        let key = "sk-secret-0123456789abcdef"
        let keyFile = trainer.place.path + "/key"
        try writeFile(keyFile, Array((key + "\n").utf8))
        trainer.configuration.keyFile = keyFile
        try trainer.open()
        #expect(try trainer.drive() == "failed")
        #expect(server.requests.count == 1)
        #expect(server.requests[0].headers["authorization"] == "Bearer " + key)
        let reason = try #require(try trainer.post("/v1/rounds/show")["reason"]?.string)
        #expect(reason.contains("401") && !reason.contains(key))
        var lines = 0
        try #require(trainer.store).export { (line: [UInt8]) throws(Never) in
            lines += 1
            #expect(!String(decoding: line, as: UTF8.self).contains("sk-secret"))
        }
        #expect(lines > 20)
        try trainer.post("/v1/rounds/retry", ["by": "ada"])
        #expect(try trainer.drive() == "done")
        #expect(server.requests.count == 7)
    }

    @Test("an endpoint that never recovers fails the round with its words; the labels are kept, and a retry asks again")
    func neverRecovers() throws {
        let server = try ScriptedLLMServer(afterwards: .status(400, message: "this model is retired"))
        let trainer = try TinyTrainer(gateRows: 0)
        try trainer.use(server)
        try trainer.open()
        #expect(try trainer.drive() == "failed")
        #expect(try trainer.post("/v1/rounds/show")["reason"]?.string?.contains("this model is retired") == true)
        server.stop()
        trainer.close()
        let mended = try ScriptedLLMServer()
        defer { mended.stop() }
        try trainer.use(mended)
        try trainer.open()
        try trainer.post("/v1/rounds/retry", ["by": "ada"])
        #expect(try trainer.drive() == "done")
        #expect(try #require(trainer.store).variations().count == 12)
    }

    @Test("a limit of the round ends the writing, never passes, and the round goes on with what it has")
    func limits() throws {
        let server = try ScriptedLLMServer()
        defer { server.stop() }
        let trainer = try TinyTrainer(gateRows: 0)
        try trainer.use(server)
        trainer.configuration.limits.round.requests = 4
        try trainer.open()
        #expect(try trainer.drive() == "done")
        #expect(server.requests.count == 4)
        let round = try trainer.post("/v1/rounds/show")
        #expect(round["spending"]?.object?["requests"] == 4)
        let events = try #require(round["events"]?.array).compactMap { $0.object }
        let limit = try #require(events.first { $0["kind"]?.string == "generation-limit" })
        #expect(limit["payload"]?.object?["reason"]?.string?.contains("requests per round") == true)
        #expect(try #require(trainer.store).variations().count == 8)
    }
}
