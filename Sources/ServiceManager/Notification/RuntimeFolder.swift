import Glibc

/// The folder of `RuntimeDirectory=`: the service's own, and only its own, to write to.
package enum RuntimeFolder {
    /// The first that the service manager has made, see systemd.exec(5); nil where there is none.
    package static var own: String? { first(of: getenv("RUNTIME_DIRECTORY").map { String(cString: $0) }) }

    /// - Parameter list: Absolute paths between colons.
    package static func first(of list: String?) -> String? {
        guard let first = list?.split(separator: ":").first, first.hasPrefix("/") else { return nil }
        return String(first)
    }
}
