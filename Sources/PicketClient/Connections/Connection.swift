import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Why an exchange gave no answer.
enum ExchangeFailure: Error, Equatable {
    /// Closed before a byte of the answer.
    case closed
    /// Closed in the middle of the answer.
    case cutOff
    /// What came is no HTTP, or too much of it.
    case malformed(String)
    case cancelled
}

/// A connection to the daemon, used by one caller at a time.
final class Connection: Sendable {
    private let channel: any Channel
    private let exchanges = Mutex(0)

    private init(_ channel: any Channel) { self.channel = channel }

    static func open(_ socket: String, on loop: any EventLoop) async throws(NoVerdict) -> Connection {
        do {
            let channel = try await ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(ExchangeHandler())
                    }
                }
                .connect(unixDomainSocketPath: socket).get()
            return Connection(channel)
        } catch { throw .unreachable("'\(socket)': \(Self.words(error))") }
    }

    private static func words(_ error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return switch error.errnoCode {
        case ENOENT: "there is no such socket; is picketd running?"
        case ECONNREFUSED: "nobody listens there; is picketd running?"
        case EACCES: "it may not be opened; the caller has to be in the group of the socket, picket"
        default: "\(error)"
        }
    }

    /// True until the first exchange has begun.
    var isFresh: Bool { exchanges.withLock { $0 == 0 } }

    var isOpen: Bool { channel.isActive }

    func exchange(path: String, body: [UInt8]) async throws(ExchangeFailure) -> Answer {
        exchanges.withLock { $0 += 1 }
        let promise = channel.eventLoop.makePromise(of: Result<Answer, ExchangeFailure>.self)
        let order = ExchangeHandler.Order(path: path, body: ByteBuffer(bytes: body), promise: promise)
        let result: Result<Answer, ExchangeFailure> = await withTaskCancellationHandler {
            // The handler settles the promise in every case, so that the write's own outcome adds nothing.
            channel.writeAndFlush(order).whenFailure { _ in promise.succeed(.failure(.closed)) }
            do { return try await promise.futureResult.get() } catch { return .failure(.closed) }
        } onCancel: {
            channel.close(promise: nil)
        }
        if Task.isCancelled { throw .cancelled }
        return try result.get()
    }

    func close() { channel.close(promise: nil) }

    /// Closes, and returns when it is.
    func closed() async {
        channel.close(promise: nil)
        try? await channel.closeFuture.get()
    }
}
