package import DurableFiles

/// Why a run of generation cannot begin, or has to stop as a whole. What concerns one source only is a `GenerationOutcome`.
package enum GenerationError: Error, Equatable, CustomStringConvertible {
    case badEndpoint(reason: String)
    case badKey(reason: String)
    case badPrice(found: String)
    case badTask(reason: String)
    case file(FileError)
    case badReplay(path: String, line: Int, reason: String)
    case unsupportedRelation(generator: String, relation: String)
    /// 401, 402 or 403: nothing that is sent with this key will be answered.
    case keyRefused(status: Int, reason: String)
    case noSuchPlace(url: String, reason: String)
    case tls(reason: String)
    case limitReached(limit: String, spent: Int, asked: Int, allowed: Int)
    case askedToWait(seconds: Int, limit: Int)
    /// The ledger could not record what was or may be paid for.
    case ledger(reason: String)
    case embedding(reason: String)
    case classification(reason: String)
    case noThread
    case stopped

    package var description: String {
        switch self {
        case .badEndpoint(let reason): "the endpoint cannot be used: \(reason)"
        case .badKey(let reason): "the key cannot be used: \(reason)"
        case .badPrice(let found):
            "the price '\(found)' is not a decimal number from 0 to 1000000 with at most six decimals, such as 0.15"
        case .badTask(let reason): reason
        case .file(let error): error.description
        case .badReplay(let path, let line, let reason): "\(path):\(line): \(reason)"
        case .unsupportedRelation(let generator, let relation): "the generator '\(generator)' cannot write for the relation '\(relation)'"
        case .keyRefused(let status, let reason): "the endpoint refuses the key: status \(status), \(reason)"
        case .noSuchPlace(let url, let reason): "there is no such model or path at \(url): \(reason)"
        case .tls(let reason): "the endpoint's certificate or TLS is not acceptable: \(reason)"
        case .limitReached(let limit, let spent, let asked, let allowed):
            "the limit of \(limit) is reached: \(spent) spent, \(asked) more asked, \(allowed) allowed"
        case .askedToWait(let seconds, let limit): "the endpoint asks to wait \(seconds) s, and at most \(limit) s are waited"
        case .ledger(let reason): "the spending cannot be recorded: \(reason)"
        case .embedding(let reason): "a variation cannot be embedded: \(reason)"
        case .classification(let reason): "a variation cannot be classified: \(reason)"
        case .noThread: "the system gives no thread"
        case .stopped: "generation was stopped"
        }
    }
}
