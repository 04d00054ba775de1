/// What the test server does with one request.
package enum LLMFault: Equatable, Sendable {
    /// Writes as many variations as are asked for, in the way that the request asks for.
    case none
    /// An answer with this text as the message's content.
    case content(String)
    /// A status with these bytes as the body, whatever they are.
    case raw(Int, body: String)
    case status(Int, message: String, headers: [String: String] = [:])
    /// 429 with `Retry-After`.
    case tooManyRequests(retryAfter: String)
    /// Says nothing until the server is released or stopped, and then closes the connection.
    case silence
    /// As `none`, once the server is released.
    case held
    /// Right, but cut off in the middle, with `finish_reason` "length".
    case truncated
    /// In a code fence with a sentence before and after.
    case fenced
    case refusal
    /// 400 for any request with this `response_format`.
    case unsupportedFormat([String])
    /// Ordinary small talk, whatever the source is about.
    case wrongClass
    /// Ten times the source.
    case copies
    /// A body that does not end.
    case endless
    /// Closes the connection without an answer.
    case dropped
    /// Closes the connection in the middle of the body.
    case cutOff
    case unauthorized
}
