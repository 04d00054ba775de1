import Glibc

/// Why a service could not start to listen.
package enum HTTPServiceError: Error, Equatable, CustomStringConvertible {
    case pathTooLong(path: String, limitBytes: Int)
    /// Something that is no socket stands at the path: it is left alone.
    case notASocket(path: String)
    /// Another process answers there.
    case alreadyServed(path: String)
    case system(operation: String, path: String, errno: Int32)
    /// An inherited descriptor that is no listening stream socket.
    case notListening(descriptor: Int32)
    case eventLoop(String)

    package var description: String {
        switch self {
        case .pathTooLong(let path, let limit): "socket path '\(path)' has \(path.utf8.count) bytes, at most \(limit) are possible"
        case .notASocket(let path): "'\(path)' exists and is no socket; it is left as it is"
        case .alreadyServed(let path): "another process serves '\(path)'"
        case .system(let operation, let path, let code): "cannot \(operation) '\(path)': \(String(cString: strerror(code)))"
        case .notListening(let descriptor): "descriptor \(descriptor) is no listening stream socket"
        case .eventLoop(let reason): "cannot listen: \(reason)"
        }
    }
}
