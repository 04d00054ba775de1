/// What a server connection does next, decided in a value: no sockets, no clock, no threads.
///
/// Events come in through the methods, which only record; `nextAction` says what to do, one action at a time, until it says
/// nothing. Requests are answered one at a time and in order: a request that arrives while another is answered waits, and so does
/// a refusal, so that a malformed third request cannot overtake the answer to the second.
///
///     ready ──request──▶ handling ──answered──▶ answering ──▶ writing ──written──▶ ready
///       │                                                        └─ last answer ─▶ finishing ─▶ lingering ─▶ closed
///       └──refusal──────────────────────────────▶ answering
///
/// To close is to end our side and then to wait, for a short time, for the client to end its own: a socket closed over unread
/// bytes resets the connection and can destroy the answer that is still on its way. What the client sends meanwhile is dropped.
///
/// Draining (the service stops) ends the *input* of an idle connection instead of closing it. What the client sent just before
/// is then still read and answered, and what it sends after fails on its side at once, so that it knows that it may try again.
/// A connection that has asked nothing yet is given a moment for its first request: its client has just come, and a client does not
/// expect a connection that it has just opened to fail.
///
/// Memory: one body, at most `maxPipelinedRequests` waiting requests and one answer. Nothing is read while a request waits.
package struct ConnectionState: Sendable {
    package struct ReceivedRequest: Equatable, Sendable {
        package var head: RequestHead
        package var body: [UInt8] = []

        package init(head: RequestHead) { self.head = head }
    }

    package enum Action: Equatable, Sendable {
        case handle(ReceivedRequest)
        /// Write the answer; `written` tells when the client has taken it.
        case answer(HTTPResponse, closes: Bool, omitsBody: Bool)
        /// Write `100 Continue`.
        case sendContinue
        /// Take no more bytes from the client than it has sent so far.
        case endInput
        /// Tell the client that nothing more will be written.
        case endOutput
        case close
    }

    /// What the connection is waiting for from its client; each has its time limit.
    package enum Wait: Equatable, Sendable {
        case request, restOfHead, restOfBody, reader, clientToClose
        /// The first request of a connection, while the service stops.
        case lateRequest
    }

    private enum Phase: Equatable {
        case ready
        case handling(Handled)
        case answering(HTTPResponse, closes: Bool, omitsBody: Bool)
        case writing(closes: Bool)
        case finishing
        case lingering
        case closing
        case closed
    }

    /// What the answer has to know of the request that a handler works on.
    private struct Handled: Equatable {
        let omitsBody: Bool
        let keepsAlive: Bool
        let bodyBytes: Int
    }

    private enum Input: Equatable {
        case open
        /// Nothing the client may still send is read as HTTP.
        case refused
        /// The client has ended its side.
        case ended
    }

    private enum Waiting {
        case request(ReceivedRequest)
        case refusal(APIError)
    }

    private let limits: ConnectionLimits
    private var phase = Phase.ready
    private var input = Input.open
    private var waiting: [Waiting] = []
    /// The request whose body is being received.
    private var receiving: ReceivedRequest?
    private var owesContinue = false
    private var isDraining = false
    private var hasEndedInput = false
    /// Draining, and the first request is still waited for.
    private var isLateRequestAwaited = false
    private var hasSeenRequest = false
    /// Bytes of the head that is being received, and whether its first line is among them.
    private var headBytes = 0
    private var firstLineBytes: Int?

    /// How many answers have been given. A wait of the same kind after another answer is another wait.
    package private(set) var answerCount = 0

    package init(limits: ConnectionLimits) { self.limits = limits }

    /// A connection that is one too many: it is told so and closed.
    package init(limits: ConnectionLimits, refusing error: APIError) {
        self.limits = limits
        refuse(error)
    }

    // MARK: What the connection may be asked

    /// False when bytes from the client are to be dropped.
    package var isReadingRequests: Bool { input == .open && phase != .closed && phase != .closing }

    /// False when the client has to wait until what it sent is answered.
    package var wantsToRead: Bool { phase == .lingering || (isReadingRequests && waiting.isEmpty) }

    /// Body bytes of the requests that have not been answered, complete or not.
    package var heldBodyBytes: Int {
        guard phase != .closed else { return 0 }
        var count = receiving?.body.count ?? 0
        if case .handling(let request) = phase { count += request.bodyBytes }
        for case .request(let request) in waiting { count += request.body.count }
        return count
    }

    package var wait: Wait? {
        switch phase {
        case .ready:
            if input != .open {
                nil
            } else if receiving != nil {
                .restOfBody
            } else if headBytes > 0 {
                .restOfHead
            } else {
                isLateRequestAwaited ? .lateRequest : .request
            }
        case .writing: .reader
        case .lingering: .clientToClose
        case .handling, .answering, .finishing, .closing, .closed: nil
        }
    }

    /// True when the place of the first line feed in the next bytes has to be known.
    package var isInFirstLine: Bool { isReadingRequests && receiving == nil && firstLineBytes == nil }

    // MARK: Events

    /// Bytes have arrived, before the parser sees them. `lineFeedAt` is where their first line feed stands.
    package mutating func bytesArrived(_ count: Int, lineFeedAt: Int?) {
        guard isReadingRequests, receiving == nil else { return }
        if firstLineBytes == nil, let lineFeedAt { firstLineBytes = headBytes + lineFeedAt }
        headBytes += count
    }

    package mutating func headParsed(_ head: RequestHead) {
        guard isReadingRequests else { return }
        forgetHead()
        hasSeenRequest = true
        isLateRequestAwaited = false
        receiving = ReceivedRequest(head: head)
        owesContinue = head.expectsContinue
    }

    package mutating func bodyReceived(_ bytes: some Collection<UInt8>) {
        guard isReadingRequests, let count = receiving?.body.count else { return }
        owesContinue = false
        guard bytes.count <= limits.maxBodyBytes - count else { return refuse(.bodyTooLarge(limit: limits.maxBodyBytes)) }
        receiving?.body.append(contentsOf: bytes)
    }

    /// The service has no room for more of this body now.
    package mutating func budgetExhausted() {
        let message = "the service holds as many bytes of requests as it may"
        refuse(APIError(status: 429, message: message, code: "too_many_bytes", retryAfterSeconds: 1))
    }

    package mutating func messageEnded() {
        guard isReadingRequests, let request = receiving else { return }
        receiving = nil
        owesContinue = false
        forgetHead()
        guard waiting.count < limits.maxPipelinedRequests else {
            input = .refused
            return
        }
        waiting.append(.request(request))
        if !request.head.keepsAlive { input = .refused }
    }

    /// The head was understood and is not acceptable.
    package mutating func headRefused(_ error: APIError) { refuse(error) }

    package mutating func parserFailed(_ fault: ParserFault) {
        switch fault {
        case .overflow where (firstLineBytes ?? headBytes) > limits.maxTargetBytes: refuse(.targetTooLong(limit: limits.maxTargetBytes))
        case .overflow:
            let limit = "\(limits.maxHeaderFields) fields or \(limits.maxHeaderBytes) bytes"
            refuse(APIError(status: 431, message: "the header is longer than \(limit)", code: "header_too_large"))
        case .version:
            let message = "this service speaks HTTP/1.1, each line ended by CR LF"
            refuse(APIError(status: 505, message: message, code: "unsupported_http_version"))
        case .malformed(let reason): refuse(.malformed(reason))
        case .dataAfterClose: if input == .open { input = .refused }
        }
    }

    /// The client has ended its side; it may still be waiting for answers.
    package mutating func inputEnded() {
        if receiving != nil { refuse(.malformed("the request ends too early")) }
        input = .ended
        if phase == .lingering { phase = .closing }
    }

    /// The handler has given its answer.
    package mutating func answered(_ response: HTTPResponse) {
        guard case .handling(let request) = phase else { return }
        let isLast = waiting.isEmpty && receiving == nil && (isDraining || input != .open)
        answerCount += 1
        phase = .answering(response, closes: !request.keepsAlive || isLast, omitsBody: request.omitsBody)
    }

    /// The client has taken the last answer.
    package mutating func written() {
        guard case .writing(let closes) = phase else { return }
        phase = closes ? .finishing : .ready
    }

    /// What `wait` named has not come in time.
    package mutating func timedOut() {
        switch wait {
        case .restOfHead: refuse(APIError(status: 408, message: "the header did not arrive in time", code: "request_timeout"))
        case .restOfBody: refuse(APIError(status: 408, message: "the body did not arrive in time", code: "request_timeout"))
        // As when draining: a request that is on its way just now is still answered.
        case .request where !hasEndedInput: isDraining = true
        case .lateRequest: isLateRequestAwaited = false
        case .request, .reader, .clientToClose: phase = .closing
        case nil: break
        }
    }

    /// The service stops: what has begun is finished, nothing new is taken.
    package mutating func drain() {
        isDraining = true
        isLateRequestAwaited = !hasSeenRequest && !hasEndedInput && input == .open
    }

    /// The connection is gone.
    package mutating func disconnected() { phase = .closed }

    // MARK: Decisions

    /// What to do now; nothing when the next event decides.
    package mutating func nextAction() -> Action? {
        switch phase {
        case .ready: return nextWhenReady()
        case .answering(let response, let closes, let omitsBody):
            phase = .writing(closes: closes)
            return .answer(response, closes: closes, omitsBody: omitsBody)
        case .finishing:
            phase = input == .ended ? .closing : .lingering
            return .endOutput
        case .closing:
            phase = .closed
            return .close
        case .handling, .writing, .lingering, .closed: return nil
        }
    }

    private mutating func nextWhenReady() -> Action? {
        if !waiting.isEmpty {
            switch waiting.removeFirst() {
            case .request(let request):
                let head = request.head
                phase = .handling(
                    Handled(omitsBody: head.method == "HEAD", keepsAlive: head.keepsAlive, bodyBytes: request.body.count))
                return .handle(request)
            case .refusal(let error):
                answerCount += 1
                phase = .writing(closes: true)
                return .answer(error.response(), closes: true, omitsBody: false)
            }
        }
        if owesContinue {
            owesContinue = false
            return .sendContinue
        }
        if input != .open {
            phase = .closing
            return nextAction()
        }
        if isDraining, !isLateRequestAwaited, !hasEndedInput, receiving == nil, headBytes == 0 {
            hasEndedInput = true
            return .endInput
        }
        return nil
    }

    /// Answers with `error` when its turn comes, and reads no more.
    private mutating func refuse(_ error: APIError) {
        guard input == .open else { return }
        receiving = nil
        owesContinue = false
        input = .refused
        waiting.append(.refusal(error))
    }

    private mutating func forgetHead() {
        headBytes = 0
        firstLineBytes = nil
    }
}
