import JSONParsing
public import NIOCore
public import NIOPosix

/// Asks `picketd` for verdicts over its Unix socket.
///
///     let guardian = PicketClient(whenNoVerdict: .failClosed)
///     let judgement = await guardian.judge("can i take ibuprofen with my blood pressure pills?")
///     guard judgement.mayPass else { return refusal }
///
/// Connections are kept and shared by all callers; calls beyond `maxConnections` wait in the order they came in. A connection that the
/// daemon has closed, at a restart for one, is replaced and the question is asked again: a verdict changes nothing, so asking twice does no
/// harm. Safe to use from any task; make one and keep it.
public final class PicketClient: Sendable {
    /// Where Debian's package and `deploy/install` put the query socket.
    public static let installedSocket = "/run/picket/picket.sock"

    private let choice: NoVerdictChoice
    private let deadline: Duration
    private let pool: ConnectionPool

    /// - Parameters:
    ///   - whenNoVerdict: What becomes of a message on which no verdict came. There is no default: somebody has to decide it.
    ///   - socket: The daemon's query socket.
    ///   - deadline: Of a whole call: waiting for a connection, asking, and every attempt to ask again.
    ///   - maxConnections: At least 1.
    ///   - eventLoopGroup: Whose threads do the input and output; by default NIO's own, shared by the process.
    public init(
        whenNoVerdict: NoVerdictChoice, socket: String = PicketClient.installedSocket, deadline: Duration = .seconds(2),
        maxConnections: Int = 4, eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        choice = whenNoVerdict
        self.deadline = deadline
        pool = ConnectionPool(
            limit: max(1, maxConnections),
            connect: { () async throws(NoVerdict) in try await Connection.open(socket, on: eventLoopGroup.any()) })
    }

    /// Judges one message.
    public func judge(_ text: String) async -> Judgement {
        await judge([text]).first ?? Judgement(.noVerdict(.malformedAnswer("no result")), choice)
    }

    /// Judges several messages in one request, which is cheaper than one by one. There are as many judgements as texts, in their order.
    ///
    /// The daemon answers a request as a whole: where it refuses one text, an empty one for example, there is no verdict on any.
    public func judge(_ texts: [String]) async -> [Judgement] {
        guard !texts.isEmpty else { return [] }
        do throws(NoVerdict) {
            return try await verdicts(on: texts).map { Judgement(.verdict($0), choice) }
        } catch { return texts.map { _ in Judgement(.noVerdict(error), choice) } }
    }

    /// Closes every connection. Calls that wait get no verdict, and neither does any later one.
    public func close() async { await pool.close() }

    private func verdicts(on texts: [String]) async throws(NoVerdict) -> [Verdict] {
        let body = JSONWriter.compact(["input": .array(texts.map { .string($0) })])
        return try await withDeadline(deadline) { [pool] end throws(NoVerdict) in
            try await Asking(pool: pool, end: end).verdicts(body: body, count: texts.count)
        }
    }
}
