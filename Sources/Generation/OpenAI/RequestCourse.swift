/// Decides what follows each sending of one request. A value without a clock or a socket: the generator performs what it says.
///
///     busy, silent, dropped, unreachable  → wait with jitter, no less than Retry-After; after `retries` of them a failure
///     cut off or no list                  → once more, then a failure
///     not taken as it is put              → the next dialect at once; with none left a failure, or for 404 the end of the run
///     refused by the model                → the outcome
///     refused the key, TLS                → the end of the run
package struct RequestCourse: Sendable {
    package enum Action: Equatable, Sendable {
        case send
        case pauseAndSend(Duration)
        case finish(GenerationOutcome)
        case stop(GenerationError)
    }

    package private(set) var dialect: RequestDialect
    private let policy: RetryPolicy
    private let url: String
    private var retries = 0
    private var hasBeenMalformed = false

    package init(dialect: RequestDialect, policy: RetryPolicy, url: String) {
        self.dialect = dialect
        self.policy = policy
        self.url = url
    }

    /// - Parameters:
    ///   - now: Seconds since 1970, for a `Retry-After` with a date.
    ///   - draw: From 0 to 1.
    package mutating func next(after end: AttemptEnd, now: Int, draw: Double) -> Action {
        switch end {
        case .answered(let texts, let usage): return .finish(.answered(GeneratedTexts(texts: texts, usage: usage)))
        case .refused(let reason, _): return .finish(.refused(reason: reason))
        case .malformed(let reason, _):
            guard !hasBeenMalformed else { return .finish(.failed(reason: reason)) }
            hasBeenMalformed = true
            return .send
        case .notTaken(let status, let message):
            if let next = dialect.adapted(toRefusal: message) {
                dialect = next
                return .send
            }
            if status == 404 { return .stop(.noSuchPlace(url: url, reason: message)) }
            return .finish(.failed(reason: "status \(status): \(message)"))
        case .busy(let status, let retryAfter, let message):
            return later("status \(status): \(message)", asked: retryAfter.flatMap { retryAfterSeconds($0, now: now) }, draw)
        case .keyRefused(let status, let message): return .stop(.keyRefused(status: status, reason: message))
        case .unexpected(let status, let message): return .finish(.failed(reason: "status \(status): \(message)"))
        case .transport(.tls(let reason)): return .stop(.tls(reason: reason))
        case .transport(let failure):
            switch failure {
            case .tooLarge, .broken, .tls: return .finish(.failed(reason: "\(failure)"))
            case .unreachable, .timedOut, .dropped: return later("\(failure)", asked: nil, draw)
            }
        }
    }

    private mutating func later(_ reason: String, asked: Int?, _ draw: Double) -> Action {
        if let asked, asked > Int(policy.longestAsked.components.seconds) {
            return .stop(.askedToWait(seconds: asked, limit: Int(policy.longestAsked.components.seconds)))
        }
        guard retries < policy.retries else {
            return .finish(.failed(reason: "\(reason), after \(retries + 1) attempts"))
        }
        let wait = policy.wait(retry: retries, draw: draw)
        retries += 1
        return .pauseAndSend(max(wait, .seconds(asked ?? 0)))
    }
}
