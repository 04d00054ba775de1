package import JSONParsing

/// An answer that refuses, in the one shape that every endpoint uses:
///
///     {"error":{"message":"the body is empty","type":"invalid_request_error","param":null,"code":"invalid_json"}}
package struct APIError: Error, Equatable, CustomStringConvertible, Sendable {
    package var status: Int
    package var message: String
    /// `invalid_request_error`, `rate_limit_error` or `server_error`.
    package var type: String
    /// The member of the request that is at fault.
    package var param: String?
    /// A word for programs.
    package var code: String?
    /// Becomes `Retry-After`.
    package var retryAfterSeconds: Int?

    /// - Parameter type: Nothing takes the type that goes with the status.
    package init(
        status: Int, message: String, type: String? = nil, param: String? = nil, code: String? = nil, retryAfterSeconds: Int? = nil
    ) {
        self.status = status
        self.message = message
        self.type = type ?? Self.type(of: status)
        self.param = param
        self.code = code
        self.retryAfterSeconds = retryAfterSeconds
    }

    package static func badRequest(_ message: String, param: String? = nil, code: String? = nil) -> APIError {
        APIError(status: 400, message: message, param: param, code: code)
    }

    /// What is sent when a responder is given up without an answer.
    package static let noAnswer = APIError(status: 500, message: "the request was dropped without an answer", code: "internal_error")

    package var description: String { "\(status): \(message)" }

    package var json: JSONValue {
        [
            "error": [
                "message": .string(message), "type": .string(type), "param": param.map { .string($0) } ?? .null,
                "code": code.map { .string($0) } ?? .null,
            ]
        ]
    }

    /// The answer, with `extra` fields such as `Allow`.
    package func response(extra: [(String, String)] = []) -> HTTPResponse { response(json, status: status, extra: extra) }

    /// The answer in the shape and with the status that another protocol has for it; `Retry-After` stays.
    package func response(_ body: JSONValue, status: Int, extra: [(String, String)] = []) -> HTTPResponse {
        var response = HTTPResponse.json(body, status: status)
        response.headers = HTTPHeaderFields((retryAfterSeconds.map { [("Retry-After", String($0))] } ?? []) + extra)
        return response
    }

    private static func type(of status: Int) -> String {
        switch status {
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }
}
