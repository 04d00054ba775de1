import Glibc

/// Why something from the service manager could not be used.
package enum ServiceManagerError: Error, Equatable, CustomStringConvertible {
    /// libsystemd refused what the environment says.
    case inheritedSockets(errno: Int32)
    case notListening(name: String, descriptor: Int32)
    case notification(errno: Int32)
    case journal(errno: Int32)
    case systemBus(operation: String, errno: Int32)

    package var description: String {
        switch self {
        case .inheritedSockets(let code): "cannot take the inherited sockets: \(String(cString: strerror(code)))"
        case .notListening(let name, let descriptor):
            "inherited descriptor \(descriptor), '\(name)', is no listening stream socket: its unit needs ListenStream= and Accept=no"
        case .journal(let code): "cannot read the journal: \(String(cString: strerror(code)))"
        case .systemBus(let operation, let code): "cannot \(operation) over the system bus: \(String(cString: strerror(code)))"
        case .notification(let code): "cannot notify the service manager: \(String(cString: strerror(code)))"
        }
    }
}
