import JSONParsing

// The list of variations in what a model wrote. Models put JSON into a code fence, put a sentence before it or after it, or write the
// list without the object around it; all of that is taken. What is not a list of strings is not: a guess would become training data.
//
// Order: the whole text, then every balanced {…} or […] from the left that is not inside one that was tried, the first that fits. A value
// is scanned once to find its end and once to parse it, and only a fixed number of beginnings is tried, so a megabyte of brackets costs
// a few passes and no more. Depth and count of values are bounded by the parser.

/// What became of the text of an answer.
package enum VariationList: Equatable, Sendable {
    case texts([String])
    /// It is no list of variations; in words.
    case malformed(reason: String)

    static let limits = JSONParser.Limits(depth: 16, values: 4096)
    static let maxBeginnings = 24

    package init(content: String) {
        let bytes = Array(content.utf8)
        var firstReason: String?
        switch Self.read(bytes[...]) {
        case .success(let texts):
            self = .texts(texts)
            return
        case .failure(let error): firstReason = error.description
        }
        var start = 0
        for _ in 0..<Self.maxBeginnings {
            guard let opening = bytes[start...].firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }) else { break }
            guard let end = Self.end(of: bytes, from: opening) else {
                start = opening + 1
                continue
            }
            if case .success(let texts) = Self.read(bytes[opening..<end]) {
                self = .texts(texts)
                return
            }
            start = end
        }
        self = .malformed(reason: firstReason ?? "it holds no JSON")
    }

    private struct Misfit: Error, CustomStringConvertible {
        let description: String
    }

    private static func read(_ bytes: ArraySlice<UInt8>) -> Result<[String], Misfit> {
        let value: JSONValue
        do throws(JSONError) { value = try JSONParser.parse(Array(bytes), limits: limits) } catch {
            return .failure(Misfit(description: "it is not JSON: \(error)"))
        }
        if let object = value.object {
            guard object.keys == [AnswerSchema.member] else {
                return .failure(Misfit(description: "its only member is to be '\(AnswerSchema.member)'"))
            }
        }
        guard let list = value.object?[AnswerSchema.member]?.array ?? value.array else {
            return .failure(Misfit(description: "it is \(value.kind) and no list of variations"))
        }
        let texts = list.compactMap(\.string)
        guard texts.count == list.count else { return .failure(Misfit(description: "a variation is no string")) }
        return .success(texts)
    }

    /// The index after the bracket that closes the one at `start`, brackets in strings aside; nil when there is none.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var isInString = false
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\") where isInString: index += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if !isInString { depth += 1 }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if !isInString { depth -= 1 }
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        return nil
    }
}
