import NIOCore
import NIOHTTP1

/// Writes one request at a time and gathers its answer.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Order
    typealias OutboundOut = HTTPClientRequestPart

    struct Order: Sendable {
        let path: String
        let body: ByteBuffer
        let promise: EventLoopPromise<Result<Answer, ExchangeFailure>>
    }

    private var promise: EventLoopPromise<Result<Answer, ExchangeFailure>>?
    private var answer = Answer()
    private var hasBegun = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let order = unwrapOutboundIn(data)
        guard self.promise == nil else {
            order.promise.succeed(.failure(.malformed("two requests at once")))
            return
        }
        (self.promise, answer, hasBegun) = (order.promise, Answer(), false)
        let headers: HTTPHeaders = [
            "Host": "localhost", "Content-Type": "application/json", "Content-Length": String(order.body.readableBytes),
        ]
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: order.path, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(order.body))), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            hasBegun = true
            answer.status = Int(head.status.code)
            answer.keepsAlive = head.isKeepAlive
            answer.retryAfterSeconds = head.headers.first(name: "Retry-After").flatMap(Int.init).flatMap { $0 >= 0 ? $0 : nil }
        case .body(let part):
            guard answer.body.count + part.readableBytes <= Answer.mostBytes else {
                settle(.failure(.malformed("it is larger than \(Answer.mostBytes) bytes")))
                context.close(promise: nil)
                return
            }
            answer.body += part.readableBytesView
        case .end:
            settle(.success(answer))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        settle(.failure(error is HTTPParserError ? .malformed("it is no HTTP: \(error)") : hasBegun ? .cutOff : .closed))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        settle(.failure(hasBegun ? .cutOff : .closed))
        context.fireChannelInactive()
    }

    private func settle(_ result: Result<Answer, ExchangeFailure>) {
        promise?.succeed(result)
        promise = nil
    }
}
