import Glibc

/// A socket that listens: bound here at a path, or inherited.
///
/// A socket file outlives its process, so a new service has to clear the file of a dead one without robbing a living one. The file is
/// removed only if it is a socket and a connection to it is refused, which the kernel says exactly when nobody listens. The folder
/// is locked (flock) from the look to the listen, so that two services that start together do not remove each other's file.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    private let file: File?

    private struct File: Sendable {
        let path: String
        let device: UInt64
        let inode: UInt64
    }

    /// Takes over a descriptor that listens already, such as systemd hands over. Its file is not ours.
    init(inherited descriptor: Int32) throws(HTTPServiceError) {
        guard Self.option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue), Self.option(SO_ACCEPTCONN, of: descriptor) == 1 else {
            throw .notListening(descriptor: descriptor)
        }
        self.descriptor = descriptor
        file = nil
    }

    /// Binds `path` with the permissions `mode` and listens.
    init(path: String, mode: UInt32, backlog: Int32) throws(HTTPServiceError) {
        guard let address = UnixSocketAddress(path: path) else {
            throw .pathTooLong(path: path, limitBytes: UnixSocketAddress.maxPathBytes)
        }
        let folder = try Self.lockFolder(of: path)
        defer { close(folder) }
        try Self.clear(path, address)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw .system(operation: "open a socket for", path: path, errno: errno) }
        do throws(HTTPServiceError) {
            // Until it listens nobody can connect, so there is no moment at which it is open to more than `mode` says.
            guard address.withSocketAddress({ bind(descriptor, $0, $1) }) == 0 else {
                throw .system(operation: "bind", path: path, errno: errno)
            }
            guard chmod(path, mode) == 0 else { throw .system(operation: "set the permissions of", path: path, errno: errno) }
            guard listen(descriptor, backlog) == 0 else { throw .system(operation: "listen on", path: path, errno: errno) }
            var status = stat()
            guard lstat(path, &status) == 0 else { throw .system(operation: "look at", path: path, errno: errno) }
            file = File(path: path, device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    /// Removes the file that was made here, unless another has taken its place.
    func removeFile() {
        guard let file else { return }
        var status = stat()
        guard lstat(file.path, &status) == 0, UInt64(status.st_dev) == file.device, UInt64(status.st_ino) == file.inode else { return }
        unlink(file.path)
    }

    private static func lockFolder(of path: String) throws(HTTPServiceError) -> Int32 {
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
        let folder = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .system(operation: "open the folder of", path: path, errno: errno) }
        guard flock(folder, LOCK_EX) == 0 else {
            let code = errno
            close(folder)
            throw .system(operation: "lock the folder of", path: path, errno: code)
        }
        return folder
    }

    private static func clear(_ path: String, _ address: UnixSocketAddress) throws(HTTPServiceError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw .system(operation: "look at", path: path, errno: errno)
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard probe >= 0 else { throw .system(operation: "open a socket for", path: path, errno: errno) }
        defer { close(probe) }
        let result = address.withSocketAddress { connect(probe, $0, $1) }
        let code = errno
        // EAGAIN is a full queue: somebody listens, if slowly.
        guard result != 0, code != EAGAIN else { throw .alreadyServed(path: path) }
        guard code == ECONNREFUSED else { throw .system(operation: "see who serves", path: path, errno: code) }
        guard unlink(path) == 0 else { throw .system(operation: "remove the stale socket", path: path, errno: errno) }
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }
}
