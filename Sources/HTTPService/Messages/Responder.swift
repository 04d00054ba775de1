import Synchronization

/// The one answer that a request is owed.
///
/// It may be given from any thread, once; a second answer is ignored and says so. A responder that goes away without an answer
/// sends a 500: a client is never left waiting.
package final class Responder: Sendable {
    private let isAnswered = Atomic(false)
    private let presence: ClientPresence
    /// True when nobody else has sent anything to this event loop lately: a handler may compute on it for some milliseconds.
    package let isAlone: Bool
    private let errorShape: @Sendable (APIError) -> HTTPResponse
    private let deliver: @Sendable (HTTPResponse) -> Void

    /// - Parameters:
    ///   - presence: Tells whether the client is still there.
    ///   - isAlone: Whether the thread that calls the handler serves this client alone.
    ///   - errorShape: How an error goes out; by default in the one shape of `APIError`.
    ///   - deliver: Takes the answer; called once, on the thread that answers.
    package init(
        presence: ClientPresence = ClientPresence(), isAlone: Bool = false,
        errorShape: @escaping @Sendable (APIError) -> HTTPResponse = { $0.response() },
        deliver: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        self.presence = presence
        self.isAlone = isAlone
        self.errorShape = errorShape
        self.deliver = deliver
    }

    deinit {
        if !isAnswered.load(ordering: .relaxed) { deliver(errorShape(APIError.noAnswer)) }
    }

    /// A responder to the same request whose errors go out in the shape of another protocol. Answer through it alone.
    package func shapingErrors(_ shape: @escaping @Sendable (APIError) -> HTTPResponse) -> Responder {
        Responder(presence: presence, isAlone: isAlone, errorShape: shape) { [self] in respond($0) }
    }

    /// A responder in this one's place, which tells of the answer before it gives it.
    package func announcing(_ announce: @escaping @Sendable (HTTPResponse) -> Void) -> Responder {
        Responder(presence: presence, isAlone: isAlone) { [self] response in
            announce(response)
            respond(response)
        }
    }

    /// True when the client has closed its connection: work on the answer can be dropped.
    package var isAbandoned: Bool { presence.isGone }

    /// - Returns: False when an answer has been given before.
    @discardableResult
    package func respond(_ response: HTTPResponse) -> Bool {
        guard !isAnswered.exchange(true, ordering: .acquiringAndReleasing) else { return false }
        deliver(response)
        return true
    }

    @discardableResult
    package func respond(_ error: APIError) -> Bool { respond(errorShape(error)) }

    /// Answers with what `handler` returns or throws.
    package func respond(resultOf handler: (HTTPRequest) throws(APIError) -> HTTPResponse, for request: HTTPRequest) {
        do throws(APIError) { respond(try handler(request)) } catch { respond(error) }
    }
}

/// Whether the client of a connection is still there.
package final class ClientPresence: Sendable {
    private let gone = Atomic(false)

    package init() {}

    package var isGone: Bool { gone.load(ordering: .relaxed) }

    package func leave() { gone.store(true, ordering: .relaxed) }
}
