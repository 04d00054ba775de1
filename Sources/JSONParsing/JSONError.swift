/// Why bytes are not the JSON that was asked for.
package enum JSONError: Error, Equatable, CustomStringConvertible {
    case unexpectedEnd(offset: Int)
    case unexpectedByte(UInt8, offset: Int, expected: String)
    case trailingContent(offset: Int)
    case invalidUTF8(offset: Int)
    case loneSurrogate(offset: Int)
    case controlCharacter(offset: Int)
    case invalidEscape(offset: Int)
    case invalidNumber(offset: Int)
    case tooDeep(limit: Int, offset: Int)
    case tooManyValues(limit: Int, offset: Int)
    case duplicateKey(String, offset: Int)

    /// Where in the input it was found, in bytes from the start.
    package var offset: Int {
        switch self {
        case .unexpectedEnd(let offset), .unexpectedByte(_, let offset, _), .trailingContent(let offset), .invalidUTF8(let offset),
            .loneSurrogate(let offset), .controlCharacter(let offset), .invalidEscape(let offset), .invalidNumber(let offset),
            .tooDeep(_, let offset), .tooManyValues(_, let offset), .duplicateKey(_, let offset):
            offset
        }
    }

    package var description: String {
        let reason =
            switch self {
            case .unexpectedEnd: "the text ends too early"
            case .unexpectedByte(let byte, _, let expected): "found \(Self.name(byte)) where \(expected) is expected"
            case .trailingContent: "something follows the value"
            case .invalidUTF8: "the text is not valid UTF-8"
            case .loneSurrogate: "an escape names half of a surrogate pair"
            case .controlCharacter: "a control character stands unescaped in a string"
            case .invalidEscape: "an escape is unknown or incomplete"
            case .invalidNumber: "a number is malformed"
            case .tooDeep(let limit, _): "values are nested deeper than \(limit)"
            case .tooManyValues(let limit, _): "there are more than \(limit) values"
            case .duplicateKey(let key, _): "the key \"\(key)\" stands twice"
            }
        return "\(reason) at byte \(offset)"
    }

    private static func name(_ byte: UInt8) -> String {
        (0x21...0x7E).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    }
}
