import HTTPService
import JSONParsing

/// The members of a request, each asked for by name and kind; null is as good as absent.
struct RequestFields {
    private let object: JSONObject

    /// - Throws: A 400 that names a member which nobody would read.
    init(_ object: JSONObject, allowed: [String]) throws(APIError) {
        self.object = object
        for member in object.members where !allowed.contains(member.key) {
            throw .badRequest(
                "'\(member.key)' is no member of this request; it takes \(allowed.isEmpty ? "none" : allowed.joined(separator: ", "))",
                param: member.key, code: "unknown_member")
        }
    }

    func text(_ name: String) throws(APIError) -> String {
        guard let text = try optionalText(name) else { throw .badRequest("'\(name)' is missing", param: name, code: "missing_member") }
        return text
    }

    /// Nil when absent; a text of white space alone is refused.
    func optionalText(_ name: String) throws(APIError) -> String? {
        guard let value = present(name) else { return nil }
        guard let text = value.string else { throw wrong(name, "a string") }
        guard text.utf8.contains(where: { $0 > 0x20 }) else { throw wrong(name, "a string that is not empty") }
        return text
    }

    func flag(_ name: String) throws(APIError) -> Bool {
        guard let value = present(name) else { return false }
        guard let flag = value.bool else { throw wrong(name, "true or false") }
        return flag
    }

    func number(_ name: String, _ allowed: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let value = present(name) else { return nil }
        guard let number = value.int, allowed.contains(number) else {
            throw wrong(name, "a whole number from \(allowed.lowerBound) to \(allowed.upperBound)")
        }
        return number
    }

    func array(_ name: String) throws(APIError) -> [JSONValue] {
        guard let array = present(name)?.array else { throw wrong(name, "an array") }
        return array
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Choice.Type) throws(APIError) -> Choice {
        guard let choice = Choice(rawValue: try text(name)) else {
            throw wrong(name, Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or "))
        }
        return choice
    }

    func wrong(_ name: String, _ expected: String) -> APIError {
        .badRequest("'\(name)' has to be \(expected)", param: name, code: "invalid_member")
    }

    private func present(_ name: String) -> JSONValue? {
        switch object[name] {
        case nil, .null: nil
        case let value?: value
        }
    }
}
