import Foundation
import ServiceManager
import TestSupport
import Testing

/// Each test runs in a process of its own, since what is tested reads the environment.
struct ServiceNotifierTests {
    @Test("messages reach the socket that the service manager names, each in one datagram")
    func messages() async {
        await #expect(processExitsWith: .success) {
            let receiver = try NotifySocket()
            try #require(try ServiceNotifier.notify([.ready, .status("serving")]))
            #expect(receiver.next() == "READY=1\nSTATUS=serving")
            try #require(try ServiceNotifier.notify([.watchdog]))
            #expect(receiver.next() == "WATCHDOG=1")
            try #require(try ServiceNotifier.notify([.stopping, .extendTimeout(.seconds(5))]))
            #expect(receiver.next() == "STOPPING=1\nEXTEND_TIMEOUT_USEC=5000000")
        }
    }

    @Test("a reload carries the time of the monotonic clock in the same message")
    func reloading() async {
        await #expect(processExitsWith: .success) {
            let receiver = try NotifySocket()
            let microseconds = { () -> UInt64 in
                var time = timespec()
                clock_gettime(CLOCK_MONOTONIC, &time)
                return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
            }
            let before = microseconds()
            try #require(try ServiceNotifier.notifyReloading("reading the configuration"))
            let lines = receiver.next().split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines.first == "RELOADING=1" && lines.last == "STATUS=reading the configuration")
            let time = try #require(UInt64(lines[1].dropFirst("MONOTONIC_USEC=".count)))
            #expect((before...microseconds()).contains(time))
        }
    }

    @Test("off systemd nothing is sent and nothing fails")
    func offSystemd() async {
        await #expect(processExitsWith: .success) {
            unsetenv("NOTIFY_SOCKET")
            unsetenv("WATCHDOG_USEC")
            let isSent = try ServiceNotifier.notify([.ready])
            #expect(!isSent)
            #expect(ServiceNotifier.watchdogInterval == nil)
        }
    }

    @Test("a socket that nobody listens on is an error with its reason")
    func unreachable() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            setenv("NOTIFY_SOCKET", folder.path + "/nobody", 1)
            #expect(throws: ServiceManagerError.notification(errno: ENOENT)) { try ServiceNotifier.notify([.ready]) }
        }
    }

    @Test("the watchdog's interval is read, and only when it is meant for this process")
    func watchdog() async {
        await #expect(processExitsWith: .success) {
            setenv("WATCHDOG_USEC", "20000000", 1)
            setenv("WATCHDOG_PID", "\(getpid())", 1)
            #expect(ServiceNotifier.watchdogInterval == .seconds(20))
            setenv("WATCHDOG_PID", "1", 1)
            #expect(ServiceNotifier.watchdogInterval == nil)
        }
    }
}

/// A datagram socket that stands for the service manager, named in this process's environment.
final class NotifySocket {
    private let folder: TemporaryFolder
    private let descriptor: Int32

    init() throws {
        folder = try TemporaryFolder()
        let path = folder.path + "/notify"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(result == 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setenv("NOTIFY_SOCKET", path, 1)
    }

    deinit { close(descriptor) }

    func next() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        return String(decoding: buffer[..<max(0, recv(descriptor, &buffer, buffer.count, 0))], as: UTF8.self)
    }
}
