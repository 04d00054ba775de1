import NIOCore
import NIOHTTP1
import NIOPosix

/// HTTP/1.1 on one or more listening sockets, each with its own routes.
///
///     let server = try await HTTPServer.start([
///         HTTPListener(.path("/run/picket/picket.sock", mode: 0o660), router: queries),
///         HTTPListener(.descriptor(4), router: administration),
///     ])
///     await server.shutdown(within: .seconds(10))
package final class HTTPServer: Sendable {
    package struct Configuration: Sendable {
        package var limits = ConnectionLimits()
        /// Over all listeners. Each takes a descriptor; a process has 1,024 unless it asks for more.
        package var maxConnections = 512
        /// Of bodies, over all connections; past it a request is answered with 429.
        package var maxHeldBodyBytes = 64 << 20
        /// Connections that the kernel keeps for us before they are accepted.
        package var backlog: Int32 = 1024
        package var eventLoopThreads = 1

        package init() {}
    }

    private let group: MultiThreadedEventLoopGroup
    private let registry: ConnectionRegistry
    private let listeners: [(socket: ListeningSocket, channel: any Channel)]

    private init(
        group: MultiThreadedEventLoopGroup, registry: ConnectionRegistry, listeners: [(socket: ListeningSocket, channel: any Channel)]
    ) {
        self.group = group
        self.registry = registry
        self.listeners = listeners
    }

    /// Listens on every socket, or on none: when one fails, those before it are closed again.
    ///
    /// Takes over the descriptors of `listeners`.
    package static func start(
        _ listeners: [HTTPListener], configuration: Configuration = Configuration()
    ) async throws(HTTPServiceError) -> HTTPServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.eventLoopThreads)
        let registry = ConnectionRegistry(maxConnections: configuration.maxConnections)
        let budget = BodyBudget(limitBytes: configuration.maxHeldBodyBytes)
        let senders = Dictionary(
            uniqueKeysWithValues: group.makeIterator().map {
                (ObjectIdentifier($0), NIOLoopBoundBox.makeBoxSendingValue(RecentSenders(), eventLoop: $0))
            })
        var started: [(socket: ListeningSocket, channel: any Channel)] = []
        do throws(HTTPServiceError) {
            for listener in listeners {
                let socket =
                    switch listener.endpoint {
                    case .path(let path, let mode): try ListeningSocket(path: path, mode: mode, backlog: configuration.backlog)
                    case .descriptor(let descriptor): try ListeningSocket(inherited: descriptor)
                    }
                do {
                    let bootstrap = bootstrap(group, registry, budget, senders, listener.router, configuration)
                    started.append((socket, try await bootstrap.withBoundSocket(socket.descriptor).get()))
                } catch {
                    socket.removeFile()
                    throw HTTPServiceError.eventLoop("\(error)")
                }
            }
        } catch {
            for (socket, _) in started { socket.removeFile() }
            try? await group.shutdownGracefully()
            throw error
        }
        return HTTPServer(group: group, registry: registry, listeners: started)
    }

    /// Stops: no new connections, idle ones closed, requests in flight finished and answered with `Connection: close`.
    ///
    /// Socket files made by `start` are removed; an inherited socket stays as it is, for the process that comes next.
    ///
    /// - Returns: True when every request was answered; false when `patience` ran out and connections were cut.
    @discardableResult
    package func shutdown(within patience: Duration) async -> Bool {
        for listener in listeners {
            listener.socket.removeFile()
            try? await listener.channel.close().get()
        }
        let loop = group.next()
        let finished = loop.makePromise(of: Bool.self)
        registry.drain(whenEmpty: finished)
        let deadline = loop.scheduleTask(in: TimeAmount(patience)) { [registry] in registry.abandonAll() }
        let isComplete = (try? await finished.futureResult.get()) ?? false
        deadline.cancel()
        try? await group.shutdownGracefully()
        return isComplete
    }

    private static func bootstrap(
        _ group: MultiThreadedEventLoopGroup, _ registry: ConnectionRegistry, _ budget: BodyBudget,
        _ senders: [ObjectIdentifier: NIOLoopBoundBox<RecentSenders>], _ router: Router, _ configuration: Configuration
    ) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let limits = configuration.limits
                    let state: ConnectionState
                    let decision = registry.admit()
                    switch decision {
                    case .serve: state = ConnectionState(limits: limits)
                    case .refuse:
                        let error = APIError(
                            status: 429, message: "\(configuration.maxConnections) connections are open, which is all there may be",
                            code: "too_many_connections", retryAfterSeconds: 1)
                        state = ConnectionState(limits: limits, refusing: error)
                    case .drop: throw ChannelError.inappropriateOperationForState
                    }
                    let connection = ConnectionHandler(
                        state: state, limits: limits, router: router, budget: budget, senders: senders[ObjectIdentifier(channel.eventLoop)])
                    registry.enter(channel, connection, decision)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ArrivalGate(connection: connection))
                    try pipeline.addHandler(ByteToMessageHandler(requestDecoder(limits)))
                    try pipeline.addHandler(connection)
                }
            }
    }

    private static func requestDecoder(_ limits: ConnectionLimits) -> HTTPRequestDecoder {
        var decoder = NIOHTTPDecoderLimitConfiguration()
        decoder.maxHeaderFieldSize = limits.maxHeaderBytes
        decoder.maxHeaderListSize = limits.maxHeaderBytes
        decoder.maxHeaderFieldCount = limits.maxHeaderFields
        return HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: decoder)
    }
}
