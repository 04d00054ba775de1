import JSONParsing

/// An answer of the daemon, not yet believed.
struct Answer: Equatable, Sendable {
    /// 1,024 verdicts of a thousand labels are smaller.
    static let mostBytes = 64 << 20

    var status = 0
    var retryAfterSeconds: Int?
    var keepsAlive = false
    var body: [UInt8] = []

    /// Too busy, or no model yet: the same request may get a verdict later.
    var isOverloaded: Bool { status == 429 || status == 503 }

    /// - Parameter count: How many there have to be.
    func verdicts(count: Int) throws(NoVerdict) -> [Verdict] {
        let json: JSONValue
        do throws(JSONError) { json = try JSONParser.parse(body) } catch {
            throw status == 200 ? .malformedAnswer("\(error)") : .refused(status: status, code: nil, message: "no reason is given")
        }
        guard status == 200 else {
            let error = json.object?["error"]?.object
            throw .refused(status: status, code: error?["code"]?.string, message: error?["message"]?.string ?? "no reason is given")
        }
        guard let object = json.object, let results = object["results"]?.array, let bundle = object["model"]?.string,
            let id = object["id"]?.string
        else { throw .malformedAnswer("'id', 'model' or 'results' is missing") }
        guard results.count == count else { throw .malformedAnswer("\(results.count) results for \(count) texts") }
        var verdicts: [Verdict] = []
        for (index, result) in results.enumerated() {
            guard let verdict = Verdict(result, bundle: bundle, requestID: id) else {
                throw .malformedAnswer("'results[\(index)]' is no verdict")
            }
            verdicts.append(verdict)
        }
        return verdicts
    }
}

extension Verdict {
    /// Nil where anything is missing, of another type, unknown or no number: that is no verdict.
    init?(_ json: JSONValue, bundle: String, requestID: String) {
        guard let object = json.object, let label = object["label"]?.string,
            let confidence = Self.share(object["confidence"]), let members = object["scores"]?.object?.members, !members.isEmpty,
            let isFlagged = object["flagged"]?.bool, let action = object["action"]?.string.flatMap(Action.init),
            let entropy = object["entropy"]?.double, entropy.isFinite, let tokens = object["tokens"]?.int, tokens >= 0,
            let isTruncated = object["truncated"]?.bool
        else { return nil }
        var scores: [String: Double] = [:]
        for (name, value) in members {
            guard let score = Self.share(value) else { return nil }
            scores[name] = score
        }
        // An answer that contradicts itself is none.
        guard let highest = scores.values.max(), scores[label] == highest else { return nil }
        guard isFlagged == (action == .warn || action == .block) else { return nil }
        self.init(
            label: label, confidence: confidence, scores: scores, isFlagged: isFlagged, action: action, entropy: entropy, tokens: tokens,
            isTruncated: isTruncated, bundle: bundle, requestID: requestID)
    }

    private static func share(_ value: JSONValue?) -> Double? {
        guard let number = value?.double, (0...1).contains(number) else { return nil }
        return number
    }
}
