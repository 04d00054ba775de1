/// What becomes of a message on which no verdict came.
public enum NoVerdictChoice: Sendable {
    /// It does not pass: a guard that is down stops the conversation.
    case failClosed
    /// It passes: a guard that is down lets everything through, unread.
    case failOpen
}

/// Why there is no verdict. None of these means that a message is safe.
public enum NoVerdict: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nobody listens on the socket, or it may not be opened.
    case unreachable(String)
    /// The deadline of the call has passed.
    case deadlineExceeded
    /// The daemon is too busy, or has no model yet, and said when to come again: later than the deadline.
    case overloaded(status: Int)
    /// The daemon refused the request: an empty or an endless text, for example.
    case refused(status: Int, code: String?, message: String)
    /// The daemon, or whoever listens there, answered what is no answer.
    case malformedAnswer(String)
    /// Connections are closed again and again before anything is answered.
    case disconnected
    /// The task that asked was cancelled.
    case cancelled
    /// The client was closed.
    case closed

    public var description: String {
        switch self {
        case .unreachable(let reason): "picketd cannot be reached: \(reason)"
        case .deadlineExceeded: "no verdict came before the deadline"
        case .overloaded(let status): "picketd has no room for the request before the deadline (status \(status))"
        case .refused(let status, let code, let message): "picketd refused the request: \(message) (status \(status), \(code ?? "no code"))"
        case .malformedAnswer(let reason): "the answer is none: \(reason)"
        case .disconnected: "the connection was closed before an answer came"
        case .cancelled: "the call was cancelled"
        case .closed: "the client is closed"
        }
    }
}
