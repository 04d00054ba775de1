import HTTPService
import Testing

/// The decisions of a connection, without sockets and without time.
struct ConnectionStateTests {
    private func head(_ path: String, _ fields: [(String, String)] = [], keepsAlive: Bool = true) throws -> RequestHead {
        try RequestHead(
            method: "POST", target: path, minorVersion: 1, wantsKeepAlive: keepsAlive, headers: HTTPHeaderFields([("Host", "x")] + fields),
            limits: ConnectionLimits())
    }

    private func receive(_ path: String, into state: inout ConnectionState, keepsAlive: Bool = true) throws {
        state.headParsed(try head(path, keepsAlive: keepsAlive))
        state.messageEnded()
    }

    private func actions(of state: inout ConnectionState) -> [String] {
        var names: [String] = []
        while let action = state.nextAction() {
            switch action {
            case .handle(let request): names.append("handle \(request.head.path)")
            case .answer(let response, let closes, _): names.append("answer \(response.status)\(closes ? " closing" : "")")
            case .sendContinue: names.append("continue")
            case .endInput: names.append("end input")
            case .endOutput: names.append("end output")
            case .close: names.append("close")
            }
        }
        return names
    }

    @Test("requests are answered one at a time, in order, and nothing is read while one waits")
    func order() throws {
        var state = ConnectionState(limits: ConnectionLimits())
        try receive("/1", into: &state)
        #expect(actions(of: &state) == ["handle /1"])
        #expect(state.wantsToRead)
        try receive("/2", into: &state)
        #expect(actions(of: &state) == [])
        #expect(!state.wantsToRead)
        #expect(state.wait == nil)
        state.answered(.text("1"))
        #expect(actions(of: &state) == ["answer 200"])
        #expect(state.wait == .reader)
        state.written()
        #expect(actions(of: &state) == ["handle /2"])
        #expect(state.wantsToRead)
    }

    @Test("a refusal waits its turn and is the last answer")
    func refusalInOrder() throws {
        var state = ConnectionState(limits: ConnectionLimits())
        try receive("/1", into: &state)
        #expect(actions(of: &state) == ["handle /1"])
        state.parserFailed(.malformed("no"))
        try receive("/never", into: &state)
        #expect(actions(of: &state) == [])
        state.answered(.text("1"))
        #expect(actions(of: &state) == ["answer 200"])
        state.written()
        #expect(actions(of: &state) == ["answer 400 closing"])
        state.written()
        #expect(actions(of: &state) == ["end output"])
        #expect(state.wait == .clientToClose)
        #expect(state.wantsToRead && !state.isReadingRequests)
        state.inputEnded()
        #expect(actions(of: &state) == ["close"])
        #expect(actions(of: &state) == [])
    }

    @Test("a body over the limit is refused at the byte that passes it")
    func bodyLimit() throws {
        var limits = ConnectionLimits()
        limits.maxBodyBytes = 4
        var state = ConnectionState(limits: limits)
        state.headParsed(try head("/1"))
        state.bodyReceived([1, 2, 3])
        state.bodyReceived([4])
        #expect(actions(of: &state) == [])
        state.bodyReceived([5])
        #expect(actions(of: &state) == ["answer 413 closing"])
    }

    @Test("the bytes held are those of requests that are not answered")
    func heldBytes() throws {
        var state = ConnectionState(limits: ConnectionLimits())
        for (path, count) in [("/1", 10), ("/2", 20)] {
            state.headParsed(try head(path))
            state.bodyReceived([UInt8](repeating: 0, count: count))
            state.messageEnded()
        }
        state.headParsed(try head("/3"))
        state.bodyReceived([1, 2, 3])
        #expect(actions(of: &state) == ["handle /1"])
        #expect(state.heldBodyBytes == 33)
        state.answered(.text("x"))
        #expect(state.heldBodyBytes == 23)
        state.budgetExhausted()
        #expect(state.heldBodyBytes == 20)
        state.disconnected()
        #expect(state.heldBodyBytes == 0)
    }

    @Test("each wait has its name, and another answer makes it another wait")
    func waits() throws {
        var state = ConnectionState(limits: ConnectionLimits())
        #expect(state.wait == .request)
        state.bytesArrived(5, lineFeedAt: nil)
        #expect(state.wait == .restOfHead)
        state.headParsed(try head("/1"))
        #expect(state.wait == .restOfBody)
        state.messageEnded()
        #expect(actions(of: &state) == ["handle /1"])
        state.answered(.text("x"))
        #expect(actions(of: &state) == ["answer 200"])
        state.written()
        #expect(state.wait == .request)
        #expect(state.answerCount == 1)
    }

    @Test("a client that took too long is told so, unless it has said nothing or reads nothing")
    func timeouts() throws {
        var silent = ConnectionState(limits: ConnectionLimits())
        silent.timedOut()
        #expect(actions(of: &silent) == ["end input"])
        silent.inputEnded()
        #expect(actions(of: &silent) == ["close"])
        var head = ConnectionState(limits: ConnectionLimits())
        head.bytesArrived(1, lineFeedAt: nil)
        head.timedOut()
        #expect(actions(of: &head) == ["answer 408 closing"])
        head.timedOut()
        #expect(actions(of: &head) == ["close"])
    }

    @Test("100 Continue waits for the answers before it, and is not sent once the body comes")
    func continueInOrder() throws {
        var state = ConnectionState(limits: ConnectionLimits())
        try receive("/1", into: &state)
        #expect(actions(of: &state) == ["handle /1"])
        state.headParsed(try head("/2", [("Expect", "100-continue")]))
        #expect(actions(of: &state) == [])
        state.answered(.text("x"))
        #expect(actions(of: &state) == ["answer 200"])
        state.written()
        #expect(actions(of: &state) == ["continue"])
        var eager = ConnectionState(limits: ConnectionLimits())
        eager.headParsed(try head("/2", [("Expect", "100-continue")]))
        eager.bodyReceived([1])
        #expect(actions(of: &eager) == [])
    }

    @Test("draining ends the input of an idle connection and answers what still came")
    func drainIdle() throws {
        var state = ConnectionState(limits: ConnectionLimits())
        try receive("/0", into: &state)
        #expect(actions(of: &state) == ["handle /0"])
        state.answered(.text("x"))
        #expect(actions(of: &state) == ["answer 200"])
        state.written()
        state.drain()
        #expect(actions(of: &state) == ["end input"])
        try receive("/1", into: &state)
        #expect(actions(of: &state) == ["handle /1"])
        state.inputEnded()
        state.answered(.text("x"))
        #expect(actions(of: &state) == ["answer 200 closing"])
        state.written()
        #expect(actions(of: &state) == ["end output", "close"])
    }

    @Test("draining gives a connection that has just come a moment for its first request, and only for that")
    func drainFresh() throws {
        var state = ConnectionState(limits: ConnectionLimits())
        state.drain()
        #expect(actions(of: &state) == [] && state.wait == .lateRequest)
        state.bytesArrived(3, lineFeedAt: nil)
        #expect(state.wait == .restOfHead)
        try receive("/1", into: &state)
        #expect(actions(of: &state) == ["handle /1"])
        state.answered(.text("x"))
        #expect(actions(of: &state) == ["answer 200 closing"])
        state.written()
        #expect(actions(of: &state) == ["end output"])

        var silent = ConnectionState(limits: ConnectionLimits())
        silent.drain()
        silent.timedOut()
        #expect(actions(of: &silent) == ["end input"])
        silent.inputEnded()
        #expect(actions(of: &silent) == ["close"])
    }

    @Test("draining lets a request in flight, and one that is arriving, finish")
    func drainBusy() throws {
        var state = ConnectionState(limits: ConnectionLimits())
        try receive("/1", into: &state)
        #expect(actions(of: &state) == ["handle /1"])
        state.headParsed(try head("/2"))
        state.drain()
        #expect(actions(of: &state) == [])
        state.answered(.text("x"))
        #expect(actions(of: &state) == ["answer 200"])
        state.written()
        state.messageEnded()
        #expect(actions(of: &state) == ["handle /2"])
        state.answered(.text("x"))
        #expect(actions(of: &state) == ["answer 200 closing"])
    }

    @Test("more requests than may wait are not taken")
    func pipelineBound() throws {
        var limits = ConnectionLimits()
        limits.maxPipelinedRequests = 2
        var state = ConnectionState(limits: limits)
        for index in 1...5 {
            try receive("/\(index)", into: &state)
            if index == 1 { #expect(actions(of: &state) == ["handle /1"]) }
        }
        state.answered(.text("x"))
        #expect(actions(of: &state) == ["answer 200"])
        state.written()
        #expect(actions(of: &state) == ["handle /2"])
        state.answered(.text("x"))
        #expect(actions(of: &state) == ["answer 200"])
        state.written()
        #expect(actions(of: &state) == ["handle /3"])
        state.answered(.text("x"))
        #expect(actions(of: &state) == ["answer 200 closing"])
    }

    @Test("an answer without a request, and events after the end, change nothing")
    func strayEvents() throws {
        var state = ConnectionState(limits: ConnectionLimits())
        state.answered(.text("x"))
        state.written()
        state.bodyReceived([1])
        state.messageEnded()
        #expect(actions(of: &state) == [])
        state.disconnected()
        state.parserFailed(.overflow)
        state.drain()
        state.timedOut()
        try receive("/1", into: &state)
        #expect(actions(of: &state) == [])
    }

    @Test("a target that is too long is told from a header that is, by the length of the first line")
    func overflow() {
        for (bytes, lineFeed, answer) in [(70_000, nil, "414"), (70_000, 20_000, "414"), (70_000, 30, "431"), (5, nil, "431")]
            as [(Int, Int?, String)]
        {
            var state = ConnectionState(limits: ConnectionLimits())
            state.bytesArrived(bytes, lineFeedAt: lineFeed)
            state.parserFailed(.overflow)
            #expect(actions(of: &state) == ["answer \(answer) closing"])
        }
    }
}
