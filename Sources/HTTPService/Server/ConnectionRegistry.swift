import NIOCore
import Synchronization

/// The connections of a service: how many there may be, and how they are all told to stop.
///
/// Decisions are `Admission`'s; this class shares one between event loops.
final class ConnectionRegistry: Sendable {
    private struct Entry: Sendable {
        let loop: any EventLoop
        let connection: NIOLoopBound<ConnectionHandler>
        let decision: Admission.Decision
    }

    private struct State {
        var admission: Admission
        var connections: [ObjectIdentifier: Entry] = [:]
        var whenEmpty: EventLoopPromise<Bool>?
    }

    private let state: Mutex<State>

    init(maxConnections: Int) {
        state = Mutex(State(admission: Admission(limit: maxConnections)))
    }

    /// Asks for a place for one more connection.
    func admit() -> Admission.Decision { state.withLock { $0.admission.admit() } }

    /// Takes a connection that got `decision` into the list, until its channel closes.
    func enter(_ channel: any Channel, _ connection: ConnectionHandler, _ decision: Admission.Decision) {
        let loop = channel.eventLoop
        let entry = Entry(loop: loop, connection: NIOLoopBound(connection, eventLoop: loop), decision: decision)
        let isDraining = state.withLock { state in
            state.connections[ObjectIdentifier(channel)] = entry
            return state.admission.isDraining
        }
        channel.closeFuture.whenComplete { [self] _ in leave(channel) }
        if isDraining { connection.drain() }
    }

    private func leave(_ channel: any Channel) {
        let finished = state.withLock { state -> EventLoopPromise<Bool>? in
            guard let entry = state.connections.removeValue(forKey: ObjectIdentifier(channel)) else { return nil }
            state.admission.leave(entry.decision)
            guard state.connections.isEmpty else { return nil }
            return state.whenEmpty.take()
        }
        finished?.succeed(true)
    }

    /// Tells every connection to finish. `whenEmpty` succeeds with true when the last has gone.
    func drain(whenEmpty: EventLoopPromise<Bool>) {
        let connections = state.withLock { state in
            state.admission.drain()
            if !state.connections.isEmpty { state.whenEmpty = whenEmpty }
            return Array(state.connections.values)
        }
        if connections.isEmpty { return whenEmpty.succeed(true) }
        Self.forEach(connections) { $0.drain() }
    }

    /// Gives up on what is left: connections are closed as they are, and `whenEmpty` succeeds with false.
    func abandonAll() {
        let (promise, connections) = state.withLock { ($0.whenEmpty.take(), Array($0.connections.values)) }
        Self.forEach(connections) { $0.abort() }
        promise?.succeed(false)
    }

    /// Tells all connections of an event loop in one turn of it, so that no event comes in between.
    private static func forEach(_ connections: [Entry], _ body: @escaping @Sendable (ConnectionHandler) -> Void) {
        for group in Dictionary(grouping: connections, by: { ObjectIdentifier($0.loop) }).values {
            group.first?.loop.execute { for entry in group { body(entry.connection.value) } }
        }
    }
}
