import Glibc

/// A clock that never goes back, and the wait for a point on it.
///
/// Injected, so that the accounting of delays can be tested without any.
package protocol PacingClock: Sendable {
    /// Nanoseconds since some fixed point.
    var now: Int64 { get }
    /// Returns at `time`, or at once when it has passed.
    func wait(until time: Int64)
}

/// `CLOCK_MONOTONIC`.
package struct MonotonicTime: PacingClock {
    package init() {}

    package var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    package func wait(until time: Int64) {
        guard time > now else { return }
        var end = timespec(tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, Int32(TIMER_ABSTIME), &end, nil) == EINTR {}
    }

    /// Lets the waits of this thread, and of threads it starts from now on, end within a microsecond instead of the usual fifty.
    package static func sharpenTimers() {
        let file = open("/proc/self/timerslack_ns", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, "1", 1)
        close(file)
    }
}

/// Processor time that this process has used, in seconds.
package func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
