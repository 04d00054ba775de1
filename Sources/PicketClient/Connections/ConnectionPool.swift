import Synchronization

/// At most `limit` connections, kept while nobody uses them. Who finds none free waits; the one who came first goes first.
final class ConnectionPool: Sendable {
    private struct State {
        var idle: [Connection] = []
        /// Connections that are open, being opened, or in use.
        var count = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Turn, Never>)] = []
        var nextTicket = 0
        var isClosed = false
    }

    /// What a caller who waited gets.
    private enum Turn: Sendable {
        case connection(Connection)
        /// Room to open one.
        case room
        case refused(NoVerdict)
    }

    private let limit: Int
    private let connect: @Sendable () async throws(NoVerdict) -> Connection
    private let state = Mutex(State())

    init(limit: Int, connect: @escaping @Sendable () async throws(NoVerdict) -> Connection) {
        self.limit = limit
        self.connect = connect
    }

    /// A connection of the caller's own, until it is given back or discarded.
    func take() async throws(NoVerdict) -> Connection {
        switch await turn() {
        case .connection(let connection): return connection
        case .refused(let reason): throw reason
        case .room: break
        }
        do throws(NoVerdict) {
            let connection = try await connect()
            guard !state.withLock({ $0.isClosed }) else {
                connection.close()
                throw .closed
            }
            return connection
        } catch {
            leaveRoom()
            throw error
        }
    }

    private func turn() async -> Turn {
        let ticket = state.withLock { state in
            defer { state.nextTicket += 1 }
            return state.nextTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now: Turn? = state.withLock { state in
                    if state.isClosed { return .refused(.closed) }
                    // Asked under the lock, so that a cancellation before this is seen here and one after it finds the ticket.
                    if Task.isCancelled { return .refused(.cancelled) }
                    while let connection = state.idle.popLast() {
                        if connection.isOpen { return .connection(connection) }
                        state.count -= 1
                    }
                    if state.count < limit {
                        state.count += 1
                        return .room
                    }
                    state.waiting.append((ticket, continuation))
                    return nil
                }
                if let now { continuation.resume(returning: now) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0).continuation }
            }
            continuation?.resume(returning: .refused(.cancelled))
        }
    }

    /// - Parameter isReusable: Whether both sides keep it open.
    func giveBack(_ connection: Connection, isReusable: Bool) {
        guard isReusable, connection.isOpen else { return discard(connection) }
        let (next, isClosed) = state.withLock { state -> (CheckedContinuation<Turn, Never>?, Bool) in
            if state.isClosed { return (nil, true) }
            if !state.waiting.isEmpty { return (state.waiting.removeFirst().continuation, false) }
            state.idle.append(connection)
            return (nil, false)
        }
        if isClosed { connection.close() }
        next?.resume(returning: .connection(connection))
    }

    func discard(_ connection: Connection) {
        connection.close()
        leaveRoom()
    }

    /// One connection less: the first who waits may open another.
    private func leaveRoom() {
        let next = state.withLock { state -> CheckedContinuation<Turn, Never>? in
            if !state.waiting.isEmpty { return state.waiting.removeFirst().continuation }
            state.count -= 1
            return nil
        }
        next?.resume(returning: .room)
    }

    func close() async {
        let (idle, waiting) = state.withLock { state in
            defer { (state.idle, state.waiting, state.isClosed) = ([], [], true) }
            return (state.idle, state.waiting.map(\.continuation))
        }
        for continuation in waiting { continuation.resume(returning: .refused(.closed)) }
        for connection in idle { await connection.closed() }
    }
}
