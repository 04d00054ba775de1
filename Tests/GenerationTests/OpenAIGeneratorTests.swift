import Foundation
import Generation
import JSONParsing
import LabeledData
import OSThreads
import TestSupport
import Testing

/// Each fault against a real server over a real socket: how many requests it takes, what comes of it, what it costs.
struct OpenAIGeneratorTests {
    private func spent(_ requests: Int, full: Int = 0, estimates: Int = 0, _ endpoint: ScriptedEndpoint) throws -> GenerationSpending {
        let estimate = try endpoint.estimate(task())
        var spending = GenerationSpending(requests: requests)
        for _ in 0..<full { spending.add(ScriptedEndpoint.usage, requests: 0) }
        for _ in 0..<estimates { spending.add(estimate, requests: 0) }
        return spending
    }

    @Test("a full answer gives k variations for one request, and its usage is what is spent")
    func answers() throws {
        let endpoint = try ScriptedEndpoint([])
        defer { endpoint.server.stop() }
        let outcome = try endpoint.ask(task())
        #expect(outcome.texts?.count == 5)
        guard case .answered(let generated) = outcome else { return }
        #expect(generated.usage == ScriptedEndpoint.usage && generated.requestID == "req-0-0" && !generated.isRecorded)
        #expect(endpoint.server.requests.count == 1)
        #expect(try endpoint.ledger.spending == spent(1, full: 1, endpoint))
        let request = try #require(endpoint.server.requests.first)
        #expect(request.method == "POST" && request.path == "/v1/chat/completions")
        #expect(request.headers["authorization"] == "Bearer " + ScriptedEndpoint.key)
        #expect(request.format == "json_schema" && request.json?["max_tokens"]?.int == 500)
        let source = try task().source
        #expect(PlausibleModel.source(in: request.prompt) == source)
    }

    @Test("the same question is answered from the ledger, and nothing is sent")
    func recorded() throws {
        let endpoint = try ScriptedEndpoint([])
        defer { endpoint.server.stop() }
        let first = try endpoint.ask(task()).texts
        let second = try endpoint.ask(task())
        #expect(second.texts == first)
        guard case .answered(let generated) = second else { return }
        #expect(generated.isRecorded && generated.requestID == "req-0-0")
        #expect(endpoint.server.requests.count == 1 && endpoint.ledger.spending.requests == 1)
    }

    @Test("429 is waited out as long as Retry-After says, or longer by jitter")
    func tooManyRequests() throws {
        let endpoint = try ScriptedEndpoint([.tooManyRequests(retryAfter: "7"), .tooManyRequests(retryAfter: "0")])
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).texts?.count == 5)
        #expect(endpoint.server.requests.count == 3)
        #expect(endpoint.waits.recorded == [.seconds(7), .seconds(1)])
        #expect(try endpoint.ledger.spending == spent(3, full: 1, endpoint))
    }

    @Test("Retry-After beyond what is waited for ends the run at once")
    func waitsTooLong() throws {
        let endpoint = try ScriptedEndpoint([.tooManyRequests(retryAfter: "3600")])
        defer { endpoint.server.stop() }
        #expect(throws: GenerationError.askedToWait(seconds: 3600, limit: 120)) { try endpoint.ask(task()) }
        #expect(endpoint.server.requests.count == 1 && endpoint.waits.recorded.isEmpty)
        #expect(try endpoint.ledger.spending == spent(1, endpoint))
    }

    @Test("server errors are tried again with doubled ceilings, and free of charge", arguments: [500, 502, 503, 408])
    func serverErrors(status: Int) throws {
        let endpoint = try ScriptedEndpoint(Array(repeating: .status(status, message: "overloaded"), count: 3))
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).texts?.count == 5)
        #expect(endpoint.server.requests.count == 4)
        #expect(endpoint.waits.recorded == [.milliseconds(500), .seconds(1), .seconds(2)])
        #expect(try endpoint.ledger.spending == spent(4, full: 1, endpoint))
    }

    @Test("an endpoint that stays broken is given up after six requests, and nothing is kept: the next call asks again")
    func givesUp() throws {
        let endpoint = try ScriptedEndpoint(Array(repeating: .status(500, message: "out of order"), count: 6))
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).failure == "status 500: out of order, after 6 attempts")
        #expect(endpoint.server.requests.count == 6 && endpoint.waits.recorded.count == 5)
        #expect(try endpoint.ledger.spending == spent(6, endpoint))
        #expect(try endpoint.ask(task()).texts?.count == 5)
        #expect(try endpoint.ledger.spending == spent(7, full: 1, endpoint))
    }

    @Test("silence ends with the time-out; what it may have cost goes on counting")
    func timeout() throws {
        let endpoint = try ScriptedEndpoint([.silence], firstTimeout: .milliseconds(500))
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).texts?.count == 5)
        #expect(endpoint.server.requests.count == 2 && endpoint.waits.recorded == [.milliseconds(500)])
        #expect(try endpoint.ledger.spending == spent(2, full: 1, estimates: 1, endpoint))
    }

    @Test("an answer that is cut off by its bound is asked for once more, and paid for twice")
    func truncated() throws {
        let endpoint = try ScriptedEndpoint([.truncated])
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).texts?.count == 5)
        #expect(endpoint.server.requests.count == 2 && endpoint.waits.recorded.isEmpty)
        #expect(try endpoint.ledger.spending == spent(2, full: 2, endpoint))

        let twice = try ScriptedEndpoint([.truncated, .truncated])
        defer { twice.server.stop() }
        #expect(try twice.ask(task()).failure == "the answer is cut off at its bound of tokens")
        #expect(twice.server.requests.count == 2)
        #expect(try twice.ledger.spending == spent(2, full: 2, twice))
    }

    @Test(
        "an answer that is no list of texts is asked for once more, and paid for twice",
        arguments: [#"{"variations": ["How can I get my"#, "My landlord is awful.", "", #"{"texts": ["a"]}"#, #"{"variations": [1, 2]}"#])
    func malformed(content: String) throws {
        let endpoint = try ScriptedEndpoint([.content(content), .none, .content(content), .content(content)])
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).texts?.count == 5)
        #expect(try endpoint.ledger.spending == spent(2, full: 2, endpoint))
        #expect(try endpoint.ask(task("Can my boss read my mail?")).failure != nil)
        #expect(endpoint.server.requests.count == 4 && endpoint.waits.recorded.isEmpty)
        #expect(try endpoint.ledger.spending == spent(4, full: 4, endpoint))
    }

    @Test("JSON in a code fence with prose around it is an answer")
    func fenced() throws {
        let endpoint = try ScriptedEndpoint([.fenced])
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).texts == PlausibleModel.variations(of: task().source, count: 5))
        #expect(endpoint.server.requests.count == 1)
        #expect(try endpoint.ledger.spending == spent(1, full: 1, endpoint))
    }

    @Test(
        "a refusal is an outcome after one request, and the same question is not asked again",
        arguments: [LLMFault.refusal, .content("I'm sorry, but I can't help with that."), .content(#"{"variations": []}"#)])
    func refusal(fault: LLMFault) throws {
        let endpoint = try ScriptedEndpoint([fault])
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).refusal != nil)
        #expect(try endpoint.ask(task()).refusal != nil)
        #expect(endpoint.server.requests.count == 1)
        #expect(try endpoint.ledger.spending == spent(1, full: 1, endpoint))
    }

    @Test("without schemas it steps down to JSON objects and to text, and pays for that once, not for each source")
    func unsupportedFormats() throws {
        let endpoint = try ScriptedEndpoint([.unsupportedFormat(["json_schema", "json_object"])])
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).texts?.count == 5)
        #expect(endpoint.server.requests.map(\.format) == ["json_schema", "json_object", nil])
        #expect(try endpoint.ask(task("Can my boss read my mail?")).texts?.count == 5)
        #expect(endpoint.server.requests.map(\.format) == ["json_schema", "json_object", nil, nil])
        #expect(try endpoint.ledger.spending == spent(4, full: 2, endpoint))
    }

    @Test("another name of the bound, and a fixed temperature, are taken from the endpoint's words")
    func dialects() throws {
        let endpoint = try ScriptedEndpoint([
            .status(400, message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
            .status(400, message: "Unsupported value: 'temperature' does not support 0.7 with this model."),
        ])
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).texts?.count == 5)
        let last = try #require(endpoint.server.requests.last?.json)
        #expect(last["max_completion_tokens"]?.int == 500 && last["max_tokens"] == nil && last["temperature"] == nil)
        #expect(endpoint.server.requests.last?.format == "json_schema")
        #expect(try endpoint.ledger.spending == spent(3, full: 1, endpoint))
    }

    @Test("a refused key ends the run after one request, and does not show the key that the endpoint echoes", arguments: [401, 402, 403])
    func refusedKey(status: Int) throws {
        let echo = LLMFault.status(status, message: "bad key Bearer \(ScriptedEndpoint.key)")
        let endpoint = try ScriptedEndpoint([status == 401 ? .unauthorized : echo], afterwards: echo)
        defer { endpoint.server.stop() }
        let error = try #require(throws: GenerationError.self) { try endpoint.ask(task()) }
        guard case .keyRefused(status, _) = error else {
            Issue.record("\(error)")
            return
        }
        #expect("\(error)".contains("[redacted]") && !"\(error)".contains(ScriptedEndpoint.key))
        #expect(try endpoint.server.requests.count == 1 && endpoint.ledger.spending == spent(1, endpoint))
    }

    @Test("a model that is not there ends the run: no format would bring it")
    func noModel() throws {
        let endpoint = try ScriptedEndpoint([.status(404, message: "The model `scripted` does not exist")])
        defer { endpoint.server.stop() }
        let error = try #require(throws: GenerationError.self) { try endpoint.ask(task()) }
        #expect("\(error)".contains("does not exist") && endpoint.server.requests.count == 1)
        #expect(try endpoint.ledger.spending == spent(1, endpoint))
    }

    @Test("an endless answer ends at its bound with one request; what it may have cost goes on counting")
    func endless() throws {
        let endpoint = try ScriptedEndpoint([.endless], maxAnswerBytes: 300_000)
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).failure == "the answer has more than 300000 bytes")
        #expect(endpoint.server.requests.count == 1)
        #expect(try endpoint.ledger.spending == spent(1, estimates: 1, endpoint))
    }

    @Test("a dropped connection is tried again; what it may have cost goes on counting", arguments: [LLMFault.dropped, .cutOff])
    func dropped(fault: LLMFault) throws {
        let endpoint = try ScriptedEndpoint([fault])
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).texts?.count == 5)
        #expect(endpoint.server.requests.count == 2 && endpoint.waits.recorded.count == 1)
        #expect(try endpoint.ledger.spending == spent(2, full: 1, estimates: 1, endpoint))
    }

    @Test("a kept connection that dies under a request is one failed attempt: the books know of it, and the retry is a new one")
    func droppedKeptConnection() throws {
        let endpoint = try ScriptedEndpoint([.none, .dropped])
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task("Can my boss read my mail?")).texts?.count == 5)
        #expect(try endpoint.ask(task()).texts?.count == 5)
        let connections = endpoint.server.requests.map(\.connection)
        #expect(connections.prefix(2) == [0, 0] && connections.count == 3 && connections.last != 0)
        #expect(endpoint.waits.recorded == [.milliseconds(500)])
        #expect(try endpoint.ledger.spending == spent(3, full: 2, estimates: 1, endpoint))
    }

    @Test("a place where nobody listens is given up, free of charge")
    func nobody() throws {
        // A socket's path, not a port: that could be the next server's.
        let folder = try TemporaryFolder()
        let endpoint = try ScriptedEndpoint([], unixSocket: folder.path + "/llm.sock")
        endpoint.server.stop()
        #expect(try endpoint.ask(task()).failure?.contains("cannot be reached") == true)
        #expect(endpoint.waits.recorded.count == 5)
        #expect(try endpoint.ledger.spending == spent(6, endpoint))
    }

    @Test("it works over a Unix socket, and one connection serves many requests")
    func unixSocket() throws {
        let folder = try TemporaryFolder()
        let endpoint = try ScriptedEndpoint([], unixSocket: folder.path + "/llm.sock")
        defer { endpoint.server.stop() }
        for number in 0..<4 { #expect(try endpoint.ask(task("Question \(number) about my lease?")).texts?.count == 5) }
        #expect(endpoint.server.requests.map(\.connection) == [0, 0, 0, 0])
        #expect(try endpoint.ledger.spending == spent(4, full: 4, endpoint))
    }

    @Test("a limit stops before the request that would pass it")
    func limits() throws {
        let endpoint = try ScriptedEndpoint([], limits: GenerationLimits(round: GenerationAllowance(requests: 1)))
        defer { endpoint.server.stop() }
        #expect(try endpoint.ask(task()).texts?.count == 5)
        #expect(throws: GenerationError.limitReached(limit: "requests per round", spent: 1, asked: 1, allowed: 1)) {
            try endpoint.ask(task("Something else about a lease?"))
        }
        #expect(endpoint.server.requests.count == 1)
    }

    @Test("a raised signal ends a wait, and nothing more is sent")
    func stopped() throws {
        let endpoint = try ScriptedEndpoint([], afterwards: .status(500, message: "no"))
        defer { endpoint.server.stop() }
        let stop = StopSignal()
        stop.raise()
        #expect(throws: GenerationError.stopped) { try endpoint.ask(task(), stop: stop) }
        #expect(endpoint.server.requests.isEmpty)
    }

    @Test("a signal that is raised while a request is under way lets it end, enters it, and sends nothing more")
    func stoppedUnderWay() throws {
        for (fault, estimates) in [(LLMFault.held, 0), (.silence, 1)] {
            let endpoint = try ScriptedEndpoint([fault])
            defer { endpoint.server.stop() }
            let stop = StopSignal()
            let raising = Thread {
                endpoint.server.waitForRequests(1)
                stop.raise()
                endpoint.server.release()
            }
            raising.start()
            if fault == .held {
                #expect(try endpoint.ask(task(), stop: stop).texts?.count == 5)
            } else {
                #expect(throws: GenerationError.stopped) { try endpoint.ask(task(), stop: stop) }
            }
            #expect(endpoint.server.requests.count == 1)
            #expect(try endpoint.ledger.spending == spent(1, full: 1 - estimates, estimates: estimates, endpoint))
        }
    }

    @Test("texts of another class are an answer that is paid for, and wait for a person when the learner does not know them")
    func wrongClass() throws {
        let endpoint = try ScriptedEndpoint([.wrongClass])
        defer { endpoint.server.stop() }
        let texts = try #require(try endpoint.ask(task()).texts)
        #expect(texts == Array(PlausibleModel.smallTalk.prefix(5)))
        let learner = FilterModels(classify: { texts throws(GenerationError) in
            texts.map { $0.contains("deposit") ? [0, 0, 0.9, 0, 0, 0.1] : [0, 0, 0.2, 0, 0, 0.8] }
        })
        var filter = try VariationFilter(models: learner)
        #expect(try filter.judge(texts, for: task()).map(\.verdict) == Array(repeating: .needsReview, count: 5))
        #expect(endpoint.server.requests.count == 1)
        #expect(try endpoint.ledger.spending == spent(1, full: 1, endpoint))
    }

    @Test("ten copies of the source are an answer that is paid for, every one is rejected by a rule, and none is put in its place")
    func copies() throws {
        let endpoint = try ScriptedEndpoint([.copies])
        defer { endpoint.server.stop() }
        let texts = try #require(try endpoint.ask(task()).texts)
        #expect(try texts == Array(repeating: task().source, count: 10))
        var filter = try VariationFilter()
        let judged = try filter.judge(texts, for: task())
        #expect(judged.map(\.text) == texts)
        let expected: [FilterVerdict] = Array(repeating: .rejected(.copy), count: 5) + Array(repeating: .rejected(.schema), count: 5)
        #expect(judged.map(\.verdict) == expected)
        #expect(endpoint.server.requests.count == 1)
        #expect(try endpoint.ledger.spending == spent(1, full: 1, endpoint))
    }
}
