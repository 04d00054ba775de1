import Glibc

/// One connected Unix socket, closed with the value. Every call is bounded by a deadline.
struct UnixConnection: ~Copyable {
    enum Sent: Equatable {
        case all
        /// The service began to answer before it had everything.
        case answeredEarly
        /// The service takes no more.
        case refused
    }

    private let descriptor: Int32
    private let path: String

    deinit { close(descriptor) }

    /// Connects. A full queue of the service counts against `deadline` too.
    static func open(_ path: String, until deadline: Deadline) throws(HTTPClientError) -> UnixConnection {
        guard let address = UnixSocketAddress(path: path) else { throw .invalidSocketPath(path: path) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system(operation: "open a socket for", path: path, errno: errno) }
        let connection = UnixConnection(descriptor: descriptor, path: path)
        var patience = deadline.remainingTime
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        while address.withSocketAddress({ connect(descriptor, $0, $1) }) != 0 {
            switch errno {
            case EINTR: continue
            case ENOENT, ENOTDIR: throw .noSuchSocket(path: path)
            case ECONNREFUSED: throw .notServed(path: path)
            case EACCES: throw .permissionDenied(path: path, group: group(of: path))
            case EAGAIN: throw .timedOut(path: path, after: deadline.patience)
            case let code: throw .system(operation: "connect to", path: path, errno: code)
            }
        }
        return connection
    }

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Sends `bytes` unless the service answers or closes before it has taken all.
    func send(_ bytes: [UInt8], until deadline: Deadline) throws(HTTPClientError) -> Sent {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count >= 0 {
                start += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                if try wait(for: Int16(POLLIN | POLLOUT), until: deadline) & Int16(POLLIN) != 0 { return .answeredEarly }
            case EPIPE, ECONNRESET: return .refused
            case let code: throw .system(operation: "send to", path: path, errno: code)
            }
        }
        return .all
    }

    /// Receives what is there, waiting for the first byte; nothing at the end of the connection.
    func receive(into buffer: inout [UInt8], until deadline: Deadline) throws(HTTPClientError) -> Int {
        while true {
            _ = try wait(for: Int16(POLLIN), until: deadline)
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
            if count >= 0 { return count }
            switch errno {
            case EINTR, EAGAIN: continue
            case ECONNRESET: return 0
            case let code: throw .system(operation: "receive from", path: path, errno: code)
            }
        }
    }

    private func wait(for events: Int16, until deadline: Deadline) throws(HTTPClientError) -> Int16 {
        while true {
            var subject = pollfd(fd: descriptor, events: events, revents: 0)
            switch poll(&subject, 1, deadline.remainingMilliseconds) {
            case 1...: return subject.revents
            case 0: throw .timedOut(path: path, after: deadline.patience)
            default: if errno != EINTR { throw .system(operation: "wait for", path: path, errno: errno) }
            }
        }
    }

    /// The group of the socket, or, where the folder keeps us from seeing it, of the folder.
    private static func group(of path: String) -> String? {
        var status = stat()
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "."
        guard stat(path, &status) == 0 || stat(folder, &status) == 0, let entry = getgrgid(status.st_gid) else { return nil }
        return String(cString: entry.pointee.gr_name)
    }
}

/// A point in time until which something may take.
struct Deadline {
    let patience: Duration
    private let end: ContinuousClock.Instant

    init(in patience: Duration) {
        self.patience = patience
        end = .now + patience
    }

    /// Rounded up, so that a wait does not end before the deadline; at most a day.
    var remainingMilliseconds: Int32 {
        let remaining = min(max(end - .now, .zero), .seconds(86_400)).components
        return Int32(remaining.seconds * 1000 + (remaining.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    /// As a socket option takes it, where zero would mean forever.
    var remainingTime: timeval {
        let milliseconds = max(1, Int(remainingMilliseconds))
        return timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    }
}
