/// One visible scalar of a text, as the scans see it.
struct RedactionSymbol: Equatable {
    enum Kind: Equatable {
        case letter, digit, at, dot, hyphen, plus, slash, colon, question, quote
        /// `_`, `%`, `'` and the like: may stand in the local part of an e-mail address.
        case localMark
        case space, lineEnd
        case open, close
        case other
    }

    let kind: Kind
    /// The scalar in lower case where it is ASCII, else 0.
    let ascii: UInt8
    /// Where its bytes stand in the text.
    let bytes: Range<Int>

    /// - Returns: Nil for a scalar that nobody sees.
    init?(_ scalar: Unicode.Scalar, bytes: Range<Int>) {
        self.bytes = bytes
        if scalar.isASCII {
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            ascii = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
            kind = Self.kind(ascii: ascii)
        } else {
            ascii = 0
            guard let kind = Self.kind(beyondASCII: scalar) else { return nil }
            self.kind = kind
        }
    }

    private static func kind(ascii byte: UInt8) -> Kind {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
        case UInt8(ascii: "@"): .at
        case UInt8(ascii: "."): .dot
        case UInt8(ascii: "-"): .hyphen
        case UInt8(ascii: "+"): .plus
        case UInt8(ascii: "/"): .slash
        case UInt8(ascii: ":"): .colon
        case UInt8(ascii: "?"): .question
        case UInt8(ascii: "\""): .quote
        case UInt8(ascii: "_"), UInt8(ascii: "%"), UInt8(ascii: "'"), UInt8(ascii: "&"), UInt8(ascii: "="), UInt8(ascii: "#"),
            UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: "^"):
            .localMark
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0B, 0x0C: .lineEnd
        case 0...0x20, 0x7F: .space
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "<"): .open
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ">"): .close
        default: .other
        }
    }

    private static func kind(beyondASCII scalar: Unicode.Scalar) -> Kind? {
        switch scalar.value {
        case 0xFF20, 0xFE6B: return .at
        case 0xFF0E, 0x3002, 0xFF61, 0x2024: return .dot
        case 0x2010...0x2015, 0x2212, 0xFF0D: return .hyphen
        case 0xFF0B: return .plus
        case 0xFF0F: return .slash
        case 0xFF1A: return .colon
        case 0xFF08: return .open
        case 0xFF09: return .close
        case 0x85, 0x2028, 0x2029: return .lineEnd
        default: break
        }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .format, .nonspacingMark, .enclosingMark: return nil
        case .spaceSeparator: return .space
        case .openPunctuation, .initialPunctuation: return .open
        case .closePunctuation, .finalPunctuation: return .close
        default: break
        }
        if let numeric = properties.numericType, numeric != .numeric { return .digit }
        return properties.isAlphabetic || properties.generalCategory == .spacingMark ? .letter : .other
    }
}
