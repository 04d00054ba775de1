import JSONParsing

/// How one sending ended, as the endpoint's answer reads.
package enum AttemptEnd: Equatable, Sendable {
    case answered([String], usage: TokenUsage?)
    case refused(reason: String, usage: TokenUsage?)
    /// An answer that is cut off or is no list of variations.
    case malformed(reason: String, usage: TokenUsage?)
    /// 400, 404, 422: this request is not taken as it is put.
    case notTaken(status: Int, message: String)
    /// 408, 429, 5xx: it may be taken later.
    case busy(status: Int, retryAfter: String?, message: String)
    /// 401, 402, 403, and 429 for an account without money: nothing will be taken.
    case keyRefused(status: Int, message: String)
    /// Any other status.
    case unexpected(status: Int, message: String)
    case transport(TransportFailure)

    /// True when the endpoint took the request as it was put, whatever the model made of it.
    var isFromModel: Bool {
        switch self {
        case .answered, .refused, .malformed: true
        case .notTaken, .busy, .keyRefused, .unexpected, .transport: false
        }
    }

    /// What the ledger is told. An answer that never came may have to be paid, so the estimate stays; an error costs nothing.
    package func ledgerOutcome(raw: [UInt8]) -> LedgerOutcome {
        switch self {
        case .answered(_, let usage): .answered(raw, usage: usage)
        case .refused(let reason, let usage): .refused(reason: reason, usage: usage)
        case .malformed(let reason, let usage): .failed(reason: reason, usage: usage)
        case .notTaken(let status, let message), .busy(let status, _, let message), .keyRefused(let status, let message),
            .unexpected(let status, let message):
            .failed(reason: "status \(status): \(message)", usage: TokenUsage())
        case .transport(let failure):
            switch failure {
            case .unreachable, .tls: .failed(reason: "\(failure)", usage: TokenUsage())
            case .timedOut, .dropped, .tooLarge, .broken: .failed(reason: "\(failure)", usage: nil)
            }
        }
    }
}

/// Reads the answers of `/v1/chat/completions`. No byte of an answer is trusted: what does not fit is `malformed`.
package enum ChatAnswer {
    static let limits = JSONParser.Limits(depth: 32, values: 100_000)

    package static func read(_ answer: TransportAnswer, prices: TokenPrices) -> AttemptEnd {
        switch answer.status {
        case 200...299: return readCompletion(answer.body, prices: prices)
        case 401, 402, 403: return .keyRefused(status: answer.status, message: errorMessage(answer.body))
        case 400, 404, 422:
            let message = errorMessage(answer.body)
            if message.contains("content_filter") || message.contains("content_policy") || message.contains("ResponsibleAI") {
                return .refused(reason: "the endpoint's content filter: \(message)", usage: TokenUsage())
            }
            return .notTaken(status: answer.status, message: message)
        case 429:
            let message = errorMessage(answer.body)
            if message.contains("insufficient_quota") { return .keyRefused(status: 429, message: message) }
            return .busy(status: 429, retryAfter: answer.retryAfter, message: message)
        case 408, 425, 500...599:
            return .busy(status: answer.status, retryAfter: answer.retryAfter, message: errorMessage(answer.body))
        default: return .unexpected(status: answer.status, message: errorMessage(answer.body))
        }
    }

    /// The body's own name for the exchange: `id`.
    package static func id(_ body: [UInt8]) -> String? {
        guard let object = try? JSONParser.parse(body, limits: limits).object, let id = object["id"]?.string, !id.isEmpty else {
            return nil
        }
        return shown(id, limit: 128)
    }

    private static func readCompletion(_ body: [UInt8], prices: TokenPrices) -> AttemptEnd {
        let value: JSONValue
        do throws(JSONError) { value = try JSONParser.parse(body, limits: limits) } catch {
            return .malformed(reason: "the answer is not JSON: \(error)", usage: nil)
        }
        guard let object = value.object else { return .malformed(reason: "the answer is \(value.kind), not an object", usage: nil) }
        let usage = usage(object, prices)
        guard let choice = object["choices"]?.array?.first?.object, let message = choice["message"]?.object else {
            return .malformed(reason: "the answer has no choices[0].message", usage: usage)
        }
        if let refusal = message["refusal"]?.string, !refusal.isEmpty { return .refused(reason: shown(refusal), usage: usage) }
        let finish = choice["finish_reason"]?.string
        if finish == "content_filter" { return .refused(reason: "finish_reason is content_filter", usage: usage) }
        guard let content = message["content"]?.string else { return .malformed(reason: "the message has no content", usage: usage) }
        switch VariationList(content: content) {
        case .texts(let texts):
            return texts.isEmpty ? .refused(reason: "the list of variations is empty", usage: usage) : .answered(texts, usage: usage)
        case .malformed(let reason):
            if finish == "length" { return .malformed(reason: "the answer is cut off at its bound of tokens", usage: usage) }
            return isApology(content) ? .refused(reason: shown(content), usage: usage) : .malformed(reason: reason, usage: usage)
        }
    }

    /// Nil unless both counts are there and believable.
    private static func usage(_ object: JSONObject, _ prices: TokenPrices) -> TokenUsage? {
        guard let usage = object["usage"]?.object, let prompt = usage["prompt_tokens"]?.int,
            let completion = usage["completion_tokens"]?.int
        else { return nil }
        let range = 0...TokenUsage.limit
        guard range.contains(prompt), range.contains(completion) else { return nil }
        return prices.usage(promptTokens: prompt, completionTokens: completion)
    }

    /// `error.message` with `error.code`, or the beginning of the body.
    static func errorMessage(_ body: [UInt8]) -> String {
        guard let object = try? JSONParser.parse(body, limits: limits).object else {
            return body.isEmpty ? "no reason given" : shown(String(decoding: body.prefix(800), as: UTF8.self))
        }
        let error = object["error"]?.object ?? object
        let message = error["message"]?.string ?? object["error"]?.string ?? object["detail"]?.string ?? "no reason given"
        let code = error["code"]?.string.map { " (\($0))" } ?? ""
        return shown(message) + shown(code)
    }

    /// At most `limit` characters on one line, nothing in them that moves a cursor.
    private static func shown(_ text: String, limit: Int = 200) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: scalars.append(" ")
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}
