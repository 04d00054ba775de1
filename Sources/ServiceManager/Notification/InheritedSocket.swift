import CSystemd
import Glibc

/// A listening socket that the service manager opened for this process.
package struct InheritedSocket: Equatable, Sendable {
    /// `FileDescriptorName=` of the socket unit: by default the unit's own name, `picketd.socket`.
    package let name: String
    package let descriptor: Int32

    package init(name: String, descriptor: Int32) {
        self.name = name
        self.descriptor = descriptor
    }

    /// Takes over the sockets that came with `LISTEN_FDS`, in the order of the units; none off systemd.
    ///
    /// Removes the variables from the environment, so that a child does not take them for its own and a second call finds none:
    /// call it once, before other threads run.
    ///
    /// - Throws: `ServiceManagerError`; the descriptors stay open then.
    package static func take() throws(ServiceManagerError) -> [InheritedSocket] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &names)
        guard count >= 0 else { throw .inheritedSockets(errno: -count) }
        var sockets: [InheritedSocket] = []
        for index in 0..<Int(count) {
            let name = names?[index].map { String(cString: $0) } ?? "unknown"
            free(names?[index])
            // SD_LISTEN_FDS_START
            sockets.append(InheritedSocket(name: name, descriptor: 3 + Int32(index)))
        }
        free(names)
        for socket in sockets where sd_is_socket(socket.descriptor, AF_UNSPEC, Int32(SOCK_STREAM.rawValue), 1) <= 0 {
            throw .notListening(name: socket.name, descriptor: socket.descriptor)
        }
        return sockets
    }
}
