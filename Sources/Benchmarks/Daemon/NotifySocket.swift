import ConsolePrograms
import Glibc
import HTTPService

/// Where a service says that it is ready, as the service manager would hear it: see sd_notify(3).
final class NotifySocket {
    enum Word: Equatable {
        case ready
        /// Nothing came in the time that was given.
        case silence
    }

    let path: String
    private let descriptor: Int32

    init(path: String) throws(ProgramFailure) {
        guard let address = UnixSocketAddress(path: path) else {
            throw ProgramFailure(.tryAgainLater, "'\(path)' is too long for a socket; set TMPDIR to a shorter folder")
        }
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let socket = descriptor
        guard socket >= 0, address.withSocketAddress({ bind(socket, $0, $1) }) == 0 else {
            throw ProgramFailure(.tryAgainLater, "cannot listen on '\(path)': \(String(cString: strerror(errno)))")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Waits for `READY=1`; other messages are passed over.
    func wait(milliseconds: Int32) -> Word {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var subject = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&subject, 1, milliseconds) > 0 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return .silence }
            let lines = buffer[..<count].split(separator: UInt8(ascii: "\n"))
            if lines.contains(where: { $0.elementsEqual("READY=1".utf8) }) { return .ready }
        }
        return .silence
    }
}
