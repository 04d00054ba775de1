import Glibc
import NIOCore
import NIOHTTP1

/// Performs on a channel what `ConnectionState` decides. Everything here runs on the channel's event loop.
///
/// One scheduled task serves all time limits of a connection: an event only moves the deadline, and the task, when it runs too
/// early, waits for the rest. A busy connection thus schedules nothing per request.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private struct Awaited: Equatable {
        let event: ConnectionState.Wait?
        let answerCount: Int
    }

    private var state: ConnectionState
    private let limits: ConnectionLimits
    private let router: Router
    private let budget: BodyBudget
    /// Of the event loop.
    private let senders: NIOLoopBoundBox<RecentSenders>?
    /// Taken from the budget for requests that are not answered yet.
    private var heldBytes = 0
    private let presence = ClientPresence()
    private var peer: PeerCredentials?
    private var context: ChannelHandlerContext?
    private var isActing = false
    private var isReadHeld = false

    private var awaited: Awaited?
    private var deadline: NIODeadline?
    private var timer: (task: Scheduled<Void>, deadline: NIODeadline)?

    init(
        state: ConnectionState, limits: ConnectionLimits, router: Router, budget: BodyBudget, senders: NIOLoopBoundBox<RecentSenders>?
    ) {
        self.state = state
        self.limits = limits
        self.router = router
        self.budget = budget
        self.senders = senders
    }

    // MARK: Events from the channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        peer = try? context.channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) { PeerCredentials(of: $0) } ?? nil
        act()
        context.fireChannelActive()
    }

    /// Takes note of bytes before the parser sees them.
    ///
    /// - Returns: False when they are to be dropped.
    func admits(_ bytes: ByteBuffer) -> Bool {
        guard state.isReadingRequests else { return false }
        let lineFeed = state.isInFirstLine ? bytes.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) : nil
        state.bytesArrived(bytes.readableBytes, lineFeedAt: lineFeed.map { $0 - bytes.readerIndex })
        return true
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            do throws(APIError) {
                state.headParsed(
                    try RequestHead(
                        method: head.method.rawValue, target: head.uri, minorVersion: head.version.minor, wantsKeepAlive: head.isKeepAlive,
                        headers: HTTPHeaderFields(head.headers.map { ($0.name, $0.value) }), limits: limits))
            } catch {
                state.headRefused(error)
            }
        case .body(let bytes): receive(bytes)
        case .end: state.messageEnded()
        }
        act()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        act()
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            state.inputEnded()
            act()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Trouble with the socket itself: nobody is left to answer.
        if error is IOError || error is ChannelError { return context.close(promise: nil) }
        state.parserFailed(ParserFault(error))
        act()
    }

    func channelInactive(context: ChannelHandlerContext) {
        presence.leave()
        state.disconnected()
        giveBackHeldBytes(downTo: 0)
        timer?.task.cancel()
        timer = nil
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        if state.wantsToRead { context.read() } else { isReadHeld = true }
    }

    private func receive(_ bytes: ByteBuffer) {
        guard state.isReadingRequests else { return }
        guard budget.take(bytes.readableBytes) else { return state.budgetExhausted() }
        heldBytes += bytes.readableBytes
        state.bodyReceived(bytes.readableBytesView)
    }

    private func giveBackHeldBytes(downTo count: Int) {
        guard count < heldBytes else { return }
        budget.giveBack(heldBytes - count)
        heldBytes = count
    }

    // MARK: Events from the service

    func drain() {
        state.drain()
        // Before it is active there is nothing to act on; `channelActive` comes.
        if context?.channel.isActive == true { act() }
    }

    /// The service will not wait any longer.
    func abort() { context?.close(promise: nil) }

    // MARK: Acting

    /// Performs actions until there is none. What an action sets off meanwhile is picked up by the same loop, not by recursion.
    private func act() {
        guard !isActing, let context else { return }
        isActing = true
        while let action = state.nextAction() { perform(action, context) }
        isActing = false
        giveBackHeldBytes(downTo: state.heldBodyBytes)
        updateDeadline(context)
        if isReadHeld, state.wantsToRead {
            isReadHeld = false
            context.read()
        }
    }

    private func perform(_ action: ConnectionState.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .handle(let received):
            let request = HTTPRequest(
                method: received.head.method, path: received.head.path, headers: received.head.headers, body: received.body, peer: peer)
            router.dispatch(request, makeResponder(context))
        case .answer(let response, let closes, let omitsBody):
            var buffer = context.channel.allocator.buffer(capacity: 256 + response.body.count)
            response.encode(into: &buffer, closes: closes, omitsBody: omitsBody)
            let promise = context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated().whenSuccess {
                self.state.written()
                self.act()
            }
            context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
        case .sendContinue:
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        case .endInput:
            let isShut = try? context.channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) {
                shutdown($0, CInt(SHUT_RD)) == 0
            }
            if isShut != true { state.inputEnded() }
        case .endOutput: context.close(mode: .output, promise: nil)
        case .close: context.close(promise: nil)
        }
    }

    /// A responder whose answer finds its way back to this event loop, and counts only for the request it was made for.
    private func makeResponder(_ context: ChannelHandlerContext) -> Responder {
        let loop = context.eventLoop
        let connection = NIOLoopBound(self, eventLoop: loop)
        let turn = state.answerCount
        return Responder(presence: presence, isAlone: senders?.value.note(self) ?? false) { [presence] response in
            if loop.inEventLoop { return connection.value.take(response, turn: turn) }
            // Nobody would read it, and the loop may be gone already.
            if presence.isGone { return }
            loop.execute { connection.value.take(response, turn: turn) }
        }
    }

    private func take(_ response: HTTPResponse, turn: Int) {
        guard turn == state.answerCount else { return }
        state.answered(response)
        act()
    }

    // MARK: Time limits

    private func updateDeadline(_ context: ChannelHandlerContext) {
        let now = Awaited(event: state.wait, answerCount: state.answerCount)
        if now != awaited {
            awaited = now
            deadline = now.event.map { .now() + TimeAmount(limits.timeout(of: $0)) }
        }
        guard let deadline else { return }
        if let timer, timer.deadline <= deadline { return }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.timerFired() }
        timer = (task, deadline)
    }

    private func timerFired() {
        timer = nil
        guard let context else { return }
        if let deadline, deadline <= .now() {
            self.deadline = nil
            state.timedOut()
            act()
        } else {
            updateDeadline(context)
        }
    }
}
