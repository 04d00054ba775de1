/// A socket to listen on and what is served there.
package struct HTTPListener: Sendable {
    package enum Endpoint: Equatable, Sendable {
        /// A Unix socket made at a path, with these permissions.
        case path(String, mode: UInt32)
        /// A socket that listens already.
        case descriptor(Int32)
    }

    package let endpoint: Endpoint
    package let router: Router

    package init(_ endpoint: Endpoint, router: Router) {
        self.endpoint = endpoint
        self.router = router
    }
}

extension HTTPListener.Endpoint {
    /// For the log.
    package var name: String {
        switch self {
        case .path(let path, _): path
        case .descriptor(let number): "inherited descriptor \(number)"
        }
    }
}
