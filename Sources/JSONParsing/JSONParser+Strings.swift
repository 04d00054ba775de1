extension JSONParser {
    /// Parses a string, the opening quote included.
    mutating func parseString() throws(JSONError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let content = try text(of: bytes[start..<position], at: start)
                position += 1
                return content
            case UInt8(ascii: "\\"): return try parseEscapedString(from: start)
            case 0..<0x20: throw .controlCharacter(offset: position)
            default: position += 1
            }
        }
        throw .unexpectedEnd(offset: bytes.count)
    }

    /// The slow path: a string that holds at least one escape, at `position`.
    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var content = [UInt8](bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(of: content, at: start)
            case UInt8(ascii: "\\"): content.append(contentsOf: UTF8.encode(try parseEscape()) ?? UTF8.encodedReplacementCharacter)
            case 0..<0x20: throw .controlCharacter(offset: position - 1)
            default: content.append(byte)
            }
        }
        throw .unexpectedEnd(offset: bytes.count)
    }

    private mutating func parseEscape() throws(JSONError) -> Unicode.Scalar {
        let start = position - 1
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw .invalidEscape(offset: start)
        }
        let first = try parseHexUnit(escapeAt: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        // Half of a pair: the second half has to follow as an escape of its own.
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
        else { throw .loneSurrogate(offset: start) }
        position += 2
        let second = try parseHexUnit(escapeAt: start)
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw .loneSurrogate(offset: start) }
        return scalar
    }

    private mutating func parseHexUnit(escapeAt start: Int) throws(JSONError) -> UInt32 {
        guard bytes.count - position >= 4 else { throw .unexpectedEnd(offset: bytes.count) }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue, bytes[position] < 0x80 else {
                throw .invalidEscape(offset: start)
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    private func text(of content: some Collection<UInt8>, at start: Int) throws(JSONError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw .invalidUTF8(offset: start) }
        return text
    }
}
