/// Bytes to a `JSONValue`, strictly as RFC 8259 has it.
///
/// What it adds to the RFC are the bounds that input from outside needs: nesting is limited, so that recursion is; the number of
/// values is limited, so that a body of a megabyte of commas does not become a hundred megabytes of values; a key that stands
/// twice in one object is an error, since readers that disagree on which one counts are a way around a guard. Half surrogate pairs
/// and invalid UTF-8 are errors with their offset, never a replacement character.
///
/// One pass, no look-back. A string without escapes is copied once.
package struct JSONParser {
    package struct Limits: Sendable {
        package var depth: Int
        package var values: Int

        package init(depth: Int = 64, values: Int = 4_000_000) {
            self.depth = depth
            self.values = values
        }
    }

    /// Parses one JSON text.
    ///
    ///     try JSONParser.parse(Array(#"{"input": "hello"}"#.utf8))
    ///
    /// - Throws: `JSONError` with the offset of what is wrong.
    package static func parse(_ bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        // The closure form of typed rethrowing is not available on every toolchain we accept, hence a Result.
        let result: Result<JSONValue, JSONError> = bytes.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer, limits: limits)
            do throws(JSONError) { return .success(try parser.parseDocument()) } catch { return .failure(error) }
        }
        return try result.get()
    }

    package static func parse(_ text: String, limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }

    let bytes: UnsafeBufferPointer<UInt8>
    let limits: Limits
    var position = 0
    private var depth = 0
    private var valueCount = 0

    private init(bytes: UnsafeBufferPointer<UInt8>, limits: Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    private mutating func parseDocument() throws(JSONError) -> JSONValue {
        let value = try parseValue()
        skipWhitespace()
        guard position == bytes.count else { throw .trailingContent(offset: position) }
        return value
    }

    private mutating func parseValue() throws(JSONError) -> JSONValue {
        skipWhitespace()
        valueCount += 1
        guard valueCount <= limits.values else { throw .tooManyValues(limit: limits.values, offset: position) }
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try parseObject())
        case UInt8(ascii: "["): return .array(try parseArray())
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
        case let byte: throw .unexpectedByte(byte, offset: position, expected: "a value")
        }
    }

    private mutating func parseArray() throws(JSONError) -> [JSONValue] {
        try enter()
        defer { depth -= 1 }
        var elements: [JSONValue] = []
        skipWhitespace()
        if try peek() == UInt8(ascii: "]") {
            position += 1
            return elements
        }
        while true {
            elements.append(try parseValue())
            if try endsAfterElement(closing: UInt8(ascii: "]"), expected: "',' or ']'") { return elements }
        }
    }

    private mutating func parseObject() throws(JSONError) -> JSONObject {
        try enter()
        defer { depth -= 1 }
        var members: [(String, JSONValue)] = []
        var seen: Set<ByteKey> = []
        skipWhitespace()
        if try peek() == UInt8(ascii: "}") {
            position += 1
            return JSONObject()
        }
        while true {
            skipWhitespace()
            let start = position
            try expect(UInt8(ascii: "\""), "a key in quotes", consume: false)
            let key = try parseString()
            guard seen.insert(ByteKey(text: key)).inserted else { throw .duplicateKey(key, offset: start) }
            skipWhitespace()
            try expect(UInt8(ascii: ":"), "':'")
            members.append((key, try parseValue()))
            if try endsAfterElement(closing: UInt8(ascii: "}"), expected: "',' or '}'") { return JSONObject(members) }
        }
    }

    /// Consumes the comma or the closing byte after an element; true when the container is closed.
    private mutating func endsAfterElement(closing: UInt8, expected: String) throws(JSONError) -> Bool {
        skipWhitespace()
        let byte = try peek()
        guard byte == closing || byte == UInt8(ascii: ",") else {
            throw .unexpectedByte(byte, offset: position, expected: expected)
        }
        position += 1
        return byte == closing
    }

    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= limits.depth else { throw .tooDeep(limit: limits.depth, offset: position) }
        position += 1
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            try expect(word.utf8Start[index], "'\(word)'")
        }
        return value
    }

    private mutating func parseNumber() throws(JSONError) -> JSONNumber {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let integerStart = position
        guard skipDigits() > 0 else { throw .invalidNumber(offset: start) }
        guard bytes[integerStart] != UInt8(ascii: "0") || position == integerStart + 1 else { throw .invalidNumber(offset: start) }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            guard skipDigits() > 0 else { throw .invalidNumber(offset: start) }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw .invalidNumber(offset: start) }
        }
        return JSONNumber(text: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
        return position - start
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw .unexpectedEnd(offset: bytes.count) }
        return bytes[position]
    }

    mutating func expect(_ byte: UInt8, _ expected: @autoclosure () -> String, consume: Bool = true) throws(JSONError) {
        let found = try peek()
        guard found == byte else { throw .unexpectedByte(found, offset: position, expected: expected()) }
        if consume { position += 1 }
    }
}
