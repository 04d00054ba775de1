import CSystemd
import Glibc

/// What the kernel says of the machine's clock.
package enum ClockState: Equatable, Sendable {
    /// Something, NTP or a hypervisor, keeps it within bounds.
    case synchronized
    case unsynchronized
    /// The kernel does not say: a sandbox may forbid the question.
    case unknown(errno: Int32)

    /// Asks the kernel; needs no rights. `timedatectl` answers from the same call.
    package init() {
        var state = timex()
        let code = adjtimex(&state)
        self = code < 0 ? .unknown(errno: errno) : Self(code: code, status: state.status)
    }

    /// - Parameters:
    ///   - code: What `adjtimex` returned.
    ///   - status: The bits it filled in.
    package init(code: Int32, status: Int32) {
        self = code == TIME_ERROR || status & STA_UNSYNC != 0 ? .unsynchronized : .synchronized
    }
}
