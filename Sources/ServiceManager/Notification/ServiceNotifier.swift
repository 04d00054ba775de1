import CSystemd
import Glibc

/// Tells the service manager how this process is doing. Off systemd it does nothing and says so.
///
///     try ServiceNotifier.notify([.ready, .status("serving 20261122T150301-3fa9c1d204be")])
///
/// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` from the environment, where the service manager puts them.
package enum ServiceNotifier {
    /// Sends `states` in one message.
    ///
    /// - Returns: False when nobody asked to be notified: the process was not started by systemd as `Type=notify`.
    @discardableResult
    package static func notify(_ states: [ServiceState]) throws(ServiceManagerError) -> Bool {
        let result = sd_notify(0, ServiceState.message(states))
        guard result >= 0 else { throw .notification(errno: -result) }
        return result > 0
    }

    /// Says that a reload begins; `.ready` says that it is over. The time in it is what lets systemd pair the two.
    @discardableResult
    package static func notifyReloading(_ status: String) throws(ServiceManagerError) -> Bool {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let microseconds = UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000
        return try notify([.reloading(monotonicMicroseconds: microseconds), .status(status)])
    }

    /// How long systemd waits between two signs of life before it acts; nothing when it does not watch this process.
    /// A good rhythm is half of it.
    package static var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds))
    }
}
