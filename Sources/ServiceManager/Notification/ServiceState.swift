/// One assignment of a message to the service manager, see sd_notify(3).
package enum ServiceState: Equatable, Sendable {
    /// Start-up, or a reload, is complete.
    case ready
    /// One line for people, shown by `systemctl status`.
    case status(String)
    /// A reload has begun, at this time of the monotonic clock.
    case reloading(monotonicMicroseconds: UInt64)
    case stopping
    /// The present start, reload or stop may take this much longer, counted from now.
    case extendTimeout(Duration)
    /// Still alive.
    case watchdog

    /// The lines of a message that carries `states`.
    package static func message(_ states: [ServiceState]) -> String {
        states.map(\.lines).joined(separator: "\n")
    }

    private var lines: String {
        switch self {
        case .ready: "READY=1"
        // A line feed would start another assignment.
        case .status(let text): "STATUS=" + String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
        case .reloading(let time): "RELOADING=1\nMONOTONIC_USEC=\(time)"
        case .stopping: "STOPPING=1"
        case .extendTimeout(let duration): "EXTEND_TIMEOUT_USEC=\(duration.wholeMicroseconds)"
        case .watchdog: "WATCHDOG=1"
        }
    }
}

extension Duration {
    /// Rounded up, at least 1.
    fileprivate var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return isTooLong ? Int64.max : max(1, scaled + (attoseconds + 999_999_999_999) / 1_000_000_000_000)
    }
}
