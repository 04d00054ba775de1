import Glibc

/// The user and the process that opened the other end of a Unix socket, as the kernel recorded them at `connect`.
package struct PeerCredentials: Equatable, Sendable {
    package let uid: UInt32
    package let gid: UInt32
    package let pid: Int32

    package init(uid: UInt32, gid: UInt32, pid: Int32) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
    }

    /// Nothing when `descriptor` is no connected Unix socket.
    init?(of descriptor: Int32) {
        // The kernel's `struct ucred`, which the C library's module does not show to Swift.
        var words: (pid: Int32, uid: UInt32, gid: UInt32) = (0, UInt32.max, UInt32.max)
        var length = socklen_t(MemoryLayout.size(ofValue: words))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &words, &length) == 0, words.uid != UInt32.max else { return nil }
        self.init(uid: words.uid, gid: words.gid, pid: words.pid)
    }
}
