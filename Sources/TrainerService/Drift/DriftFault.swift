/// Why traffic could not be compared.
package enum DriftFault: Error, Equatable, CustomStringConvertible {
    /// The daemon does not answer on its admin socket.
    case noDaemon(reason: String)
    case badAnswer(reason: String)
    /// No message has been classified in the hours that are kept.
    case noTraffic
    /// The reference cannot be made.
    case noReference(reason: String)
    case labelsDiffer(bundle: String)

    package var description: String {
        switch self {
        case .noDaemon(let reason): "the daemon cannot be asked for its traffic: \(reason)"
        case .badAnswer(let reason): "the daemon's answer on its traffic cannot be read: \(reason)"
        case .noTraffic: "no message has been classified in the last seven days"
        case .noReference(let reason): "there is nothing to hold traffic against: \(reason)"
        case .labelsDiffer(let bundle): "the hours of '\(bundle)' have other labels than the bundle"
        }
    }
}
