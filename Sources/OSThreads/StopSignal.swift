import Glibc

/// Raised once to end something that goes on: whoever waits wakes, and nothing new begins.
///
/// A pair of sockets that is never emptied, so that a signal handler may raise it by writing one byte to `descriptor`. Not a pipe: a
/// sandbox that forbids inter-process communication forbids those.
package final class StopSignal: Sendable {
    /// The end that is written to; writing never blocks.
    package let descriptor: Int32
    private let readable: Int32

    /// Without descriptors left it is raised from the start: a run that could not be stopped does not begin.
    package init() {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        if socketpair(AF_UNIX, kind, 0, &ends) != 0 { ends = [-1, -1] }
        (readable, descriptor) = (ends[0], ends[1])
    }

    deinit {
        for end in [readable, descriptor] where end >= 0 { close(end) }
    }

    package func raise() {
        var one: UInt8 = 1
        _ = write(descriptor, &one, 1)
    }

    package var isRaised: Bool { !pause(.zero) }

    /// Waits for a time, or until the signal is raised.
    ///
    /// - Returns: True when the time has passed.
    package func pause(_ duration: Duration) -> Bool {
        guard readable >= 0 else { return false }
        let end = ContinuousClock.now + duration
        while true {
            let left = max(.zero, ContinuousClock.now.duration(to: end))
            var subject = pollfd(fd: readable, events: Int16(POLLIN), revents: 0)
            let ready = poll(&subject, 1, Int32(clamping: Int64((left / .milliseconds(1)).rounded(.up))))
            if ready > 0 { return false }
            if ready == 0 { return true }
        }
    }
}
