import Foundation
import ServiceManager
import TestSupport
import Testing

/// Each test runs in a process of its own, which puts its own sockets where systemd would. The result is the exit code, since the
/// descriptors taken may be those that the test library reports through.
struct InheritedSocketTests {
    @Test("sockets are taken over by name and in order, and the environment is cleared")
    func taken() async {
        await #expect(processExitsWith: .exitCode(42)) {
            inherit([try listeningSocket(), try listeningSocket()], names: "picketd.socket:admin")
            let sockets = try InheritedSocket.take()
            let isRight =
                sockets == [InheritedSocket(name: "picketd.socket", descriptor: 3), InheritedSocket(name: "admin", descriptor: 4)]
                && getenv("LISTEN_FDS") == nil && fcntl(3, F_GETFD) & FD_CLOEXEC != 0
            let again = try InheritedSocket.take()
            _exit(isRight && again.isEmpty ? 42 : 1)
        }
    }

    @Test("a descriptor that does not listen is named in the error")
    func notListening() async {
        await #expect(processExitsWith: .exitCode(42)) {
            inherit([try listeningSocket(), socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)], names: "a:b")
            do throws(ServiceManagerError) {
                _ = try InheritedSocket.take()
            } catch {
                _exit(error == .notListening(name: "b", descriptor: 4) ? 42 : 2)
            }
            _exit(1)
        }
    }

    @Test("a datagram socket is refused")
    func datagram() async {
        await #expect(processExitsWith: .exitCode(42)) {
            inherit([socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)], names: "log")
            do throws(ServiceManagerError) {
                _ = try InheritedSocket.take()
            } catch {
                _exit(error == .notListening(name: "log", descriptor: 3) ? 42 : 2)
            }
            _exit(1)
        }
    }

    @Test("sockets meant for another process are not taken, and off systemd there are none")
    func none() async {
        await #expect(processExitsWith: .success) {
            setenv("LISTEN_FDS", "1", 1)
            setenv("LISTEN_PID", "1", 1)
            let foreign = try InheritedSocket.take()
            #expect(foreign.isEmpty)
            unsetenv("LISTEN_FDS")
            let absent = try InheritedSocket.take()
            #expect(absent.isEmpty)
        }
    }

    @Test("an environment that makes no sense is an error")
    func nonsense() async {
        await #expect(processExitsWith: .success) {
            setenv("LISTEN_FDS", "many", 1)
            setenv("LISTEN_PID", "\(getpid())", 1)
            #expect(throws: ServiceManagerError.inheritedSockets(errno: EINVAL)) { try InheritedSocket.take() }
        }
    }
}

/// Moves `descriptors` to 3 and up and says so in the environment, as systemd does before it starts a service.
private func inherit(_ descriptors: [Int32], names: String) {
    let parked = descriptors.map { fcntl($0, F_DUPFD, 100) }
    for (index, descriptor) in parked.enumerated() { dup2(descriptor, 3 + Int32(index)) }
    setenv("LISTEN_FDS", "\(descriptors.count)", 1)
    setenv("LISTEN_PID", "\(getpid())", 1)
    setenv("LISTEN_FDNAMES", names, 1)
}

/// Binding to no path gives a name that the kernel chooses, without a file.
private func listeningSocket() throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let result = withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sa_family_t>.size)) }
    }
    try #require(result == 0 && listen(descriptor, 4) == 0)
    return descriptor
}
