import NIOCore

/// Stands before the parser: tells the connection that bytes came, and drops them once nobody will read them.
final class ArrivalGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: ConnectionHandler

    init(connection: ConnectionHandler) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if connection.admits(unwrapInboundIn(data)) { context.fireChannelRead(data) }
    }
}
