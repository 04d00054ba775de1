/// A field of an event beside its message. There is none that could hold the text of a message.
package enum EventField: Equatable, Sendable {
    case bundle(String)
    /// The label that a verdict gave.
    case safetyClass(String)
    /// Of that label, from 0 to 1.
    case score(Float)
    case requestID(String)
    case latencyMicroseconds(Int)
    /// The user at the other end of a socket.
    case peerUID(UInt32)
    case round(String)

    /// The journal's name of the field, and its value.
    package var assignment: (name: String, value: String) {
        switch self {
        case .bundle(let id): ("PICKET_BUNDLE", id)
        case .safetyClass(let name): ("PICKET_CLASS", name)
        case .score(let score): ("PICKET_SCORE", Self.fourDecimals(score))
        case .requestID(let id): ("PICKET_REQUEST_ID", id)
        case .latencyMicroseconds(let count): ("PICKET_LATENCY_US", String(count))
        case .peerUID(let uid): ("PICKET_PEER_UID", String(uid))
        case .round(let id): ("PICKET_ROUND", id)
        }
    }

    private static func fourDecimals(_ value: Float) -> String {
        guard value.isFinite, abs(value) < 1e6 else { return "\(value)" }
        let scaled = Int((abs(Double(value)) * 10_000).rounded())
        let fraction = String(scaled % 10_000)
        return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / 10_000)." + String(repeating: "0", count: 4 - fraction.count) + fraction
    }
}
