import Glibc

/// Why a client got no answer.
package enum HTTPClientError: Error, Equatable, CustomStringConvertible {
    case noSuchSocket(path: String)
    /// The file is there and nobody listens.
    case notServed(path: String)
    /// `group` is the one whose members may connect, where that could be found out.
    case permissionDenied(path: String, group: String?)
    case timedOut(path: String, after: Duration)
    /// The service went away before it answered.
    case closed(path: String)
    case malformedAnswer(path: String, reason: String)
    case invalidSocketPath(path: String)
    /// The method, the target or a field holds a byte that cannot be sent.
    case invalidRequest(String)
    case system(operation: String, path: String, errno: Int32)

    package var description: String {
        switch self {
        case .noSuchSocket(let path): "there is no socket '\(path)': is the service running, and is this its socket?"
        case .notServed(let path): "nobody listens on '\(path)': the service is not running"
        case .permissionDenied(let path, let group?): "no permission to connect to '\(path)': members of group '\(group)' may"
        case .permissionDenied(let path, nil): "no permission to connect to '\(path)'"
        case .timedOut(let path, let duration): "no answer from '\(path)' within \(duration)"
        case .closed(let path): "the service behind '\(path)' closed the connection without an answer"
        case .malformedAnswer(let path, let reason): "the answer from '\(path)' is not HTTP/1.1: \(reason)"
        case .invalidSocketPath(let path): "'\(path)' cannot be the path of a socket: it is empty or longer than the system allows"
        case .invalidRequest(let reason): "the request cannot be sent: \(reason)"
        case .system(let operation, let path, let code): "cannot \(operation) '\(path)': \(String(cString: strerror(code)))"
        }
    }

    /// True when no service runs there: there is no socket, or nobody listens on it.
    package var isNobody: Bool {
        switch self {
        case .noSuchSocket, .notServed: true
        default: false
        }
    }
}
