package import HTTPService

/// What is served on a socket that systemd hands over.
///
/// A Unix socket whose name contains `admin` has the admin verbs, every other one the queries. TCP is for gateways that speak nothing
/// else: it has the queries alone, whatever it is called, since a port has no permissions. An address beyond this machine has to be
/// allowed in the configuration.
package enum ListenerRole: Equatable, Sendable {
    case queries, administration

    /// - Throws: Why the socket is not served at all.
    package static func of(name: String, at address: ListeningAddress, allowsNonLoopback: Bool) throws(ListenerRefusal) -> ListenerRole {
        switch address {
        case .unix: return name.contains("admin") ? .administration : .queries
        case .loopback: return .queries
        case .network(let shown):
            guard allowsNonLoopback else { throw .notLoopback(name: name, address: shown) }
            return .queries
        case .other(let family): throw .family(name: name, family: family)
        }
    }

    /// What an operator has to hear of a socket that is served; nil for nothing.
    package static func warning(name: String, at address: ListeningAddress) -> String? {
        switch address {
        case .unix, .other: return nil
        case .loopback(let shown), .network(let shown):
            guard name.contains("admin") else { return nil }
            return "socket '\(name)' at \(shown) is TCP: it has no admin verbs, only queries; admin sockets are Unix sockets"
        }
    }
}

/// Why an inherited socket is not served.
package enum ListenerRefusal: Error, Equatable, CustomStringConvertible {
    case notLoopback(name: String, address: String)
    case family(name: String, family: Int32)

    package var description: String {
        switch self {
        case .notLoopback(let name, let address):
            "socket '\(name)' listens at \(address), beyond this machine, and there is no password here; "
                + "use 127.0.0.1, or set allow_non_loopback = true"
        case .family(let name, let family): "socket '\(name)' is of family \(family); known are Unix sockets and TCP"
        }
    }
}
