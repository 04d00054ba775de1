import Glibc

/// Why a request of the load got no answer that counts. Counted by description.
package enum TrafficFault: Error, Hashable, CustomStringConvertible {
    case connect(errno: Int32)
    case system(errno: Int32)
    case closed
    case timedOut
    case malformed(reason: String)
    case status(Int)
    /// A connection that fails again and again gives up, so that a service that has gone does not look like a fast one.
    case gaveUp

    package var description: String {
        switch self {
        case .connect(let code): "cannot connect: \(String(cString: strerror(code)))"
        case .system(let code): String(cString: strerror(code))
        case .closed: "closed without an answer"
        case .timedOut: "no answer in time"
        case .malformed(let reason): "the answer is not HTTP/1.1: \(reason)"
        case .status(let status): "status \(status)"
        case .gaveUp: "gave up"
        }
    }
}
