import Glibc
import HTTPService

/// One blocking connection of the load. Two system calls a request, and no memory.
///
/// Blocking, one thread a connection: a loop over readiness would cost a third system call for every answer, on the processors that the
/// service needs. Connects when it first sends, if not before, and again after a fault. For one thread.
final class LoadConnection {
    private let address: UnixSocketAddress
    private let patienceSeconds: Int
    private var descriptor: Int32 = -1
    private var scanner = AnswerScanner()
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)

    init(_ address: UnixSocketAddress, patienceSeconds: Int = 30) {
        self.address = address
        self.patienceSeconds = patienceSeconds
    }

    deinit { disconnect() }

    /// Sends a request and reads its answer.
    ///
    /// - Returns: The status.
    func exchange(_ request: [UInt8]) throws(TrafficFault) -> Int {
        if descriptor < 0 { try connect() }
        do throws(TrafficFault) {
            try send(request)
            return try receive()
        } catch {
            disconnect()
            throw error
        }
    }

    private func disconnect() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        scanner = AnswerScanner()
    }

    /// Connects before there is anything to send; a fault shows when there is.
    func open() {
        do throws(TrafficFault) { try connect() } catch { disconnect() }
    }

    private func connect() throws(TrafficFault) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .connect(errno: errno) }
        var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let socket = descriptor
        while address.withSocketAddress({ Glibc.connect(socket, $0, $1) }) != 0 {
            let code = errno
            if code == EINTR { continue }
            disconnect()
            throw .connect(errno: code)
        }
    }

    private func send(_ request: [UInt8]) throws(TrafficFault) {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes { bytes in
                Glibc.send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw fault(errno)
            }
            sent += count
        }
    }

    private func receive() throws(TrafficFault) -> Int {
        while true {
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count < 0 {
                if errno == EINTR { continue }
                throw fault(errno)
            }
            guard count > 0 else { throw .closed }
            let progress: AnswerScanner.Progress
            do throws(AnswerScanner.Fault) { progress = try scan(count) } catch { throw .malformed(reason: error.reason) }
            if case .complete(let status, let closes) = progress {
                if closes { disconnect() }
                return status
            }
        }
    }

    private func scan(_ count: Int) throws(AnswerScanner.Fault) -> AnswerScanner.Progress {
        let outcome: Result<AnswerScanner.Progress, AnswerScanner.Fault> = buffer.withUnsafeBytes { bytes in
            do throws(AnswerScanner.Fault) {
                return .success(try scanner.take(UnsafeRawBufferPointer(rebasing: bytes[..<count])))
            } catch { return .failure(error) }
        }
        return try outcome.get()
    }

    private func fault(_ code: Int32) -> TrafficFault {
        switch code {
        case EAGAIN: .timedOut
        case EPIPE, ECONNRESET: .closed
        default: .system(errno: code)
        }
    }
}
