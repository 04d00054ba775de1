/// An answer of an endpoint, its body complete.
package struct TransportAnswer: Equatable, Sendable {
    package let status: Int
    package let body: [UInt8]
    /// `Retry-After` as it was sent.
    package let retryAfter: String?
    /// `x-request-id`.
    package let requestID: String?

    package init(status: Int, body: [UInt8], retryAfter: String? = nil, requestID: String? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
        self.requestID = requestID
    }
}

/// Why there is no answer.
package enum TransportFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nothing was sent.
    case unreachable(reason: String)
    case tls(reason: String)
    case timedOut
    /// The connection ended before the answer did.
    case dropped(reason: String)
    case tooLarge(limitBytes: Int)
    case broken(reason: String)

    package var description: String {
        switch self {
        case .unreachable(let reason): "the endpoint cannot be reached: \(reason)"
        case .tls(let reason): "TLS failed: \(reason)"
        case .timedOut: "the endpoint did not answer in time"
        case .dropped(let reason): "the connection ended before the answer did: \(reason)"
        case .tooLarge(let limit): "the answer has more than \(limit) bytes"
        case .broken(let reason): "the exchange failed: \(reason)"
        }
    }
}

/// Sends the body of a chat completion and waits for the whole answer, on the caller's thread.
package protocol ChatTransport: Sendable {
    func post(_ body: [UInt8]) throws(TransportFailure) -> TransportAnswer
}
