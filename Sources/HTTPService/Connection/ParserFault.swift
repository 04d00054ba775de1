internal import NIOHTTP1

/// Why the parser gave up on a connection.
package enum ParserFault: Error, Equatable, Sendable {
    /// More header bytes or fields than allowed, or a target longer than all of them may be.
    case overflow
    case version
    case malformed(String)
    /// Bytes after a request that asked to close: they are nobody's.
    case dataAfterClose

    init(_ error: any Error) {
        self =
            switch error as? HTTPParserError {
            case .headerOverflow: .overflow
            case .invalidVersion, .paused: .version
            case .closedConnection: .dataAfterClose
            case .invalidMethod: .malformed("the method is unknown")
            case .invalidURL, .invalidHost, .invalidPort, .invalidPath, .invalidQueryString, .invalidFragment:
                .malformed("the request target is malformed")
            case .invalidHeaderToken, .lfExpected: .malformed("a header field is malformed")
            case .invalidContentLength, .unexpectedContentLength: .malformed("Content-Length is malformed, stands twice or beside a coding")
            case .invalidChunkSize: .malformed("a chunk size is malformed")
            case .invalidConstant: .malformed("the request line does not end in HTTP/1.1")
            case .invalidEOFState: .malformed("the request ends too early")
            default: .malformed("the request is not HTTP/1.1")
            }
    }
}
