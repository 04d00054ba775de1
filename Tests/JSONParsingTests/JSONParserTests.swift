import JSONParsing
import Testing

struct JSONParserTests {
    @Test("keeps order, numbers as written, and keys that differ only in composition")
    func keepsWhatWasWritten() throws {
        let value = try JSONParser.parse("{\"b\":1e2,\"a\":[true,false,null,-0.5],\"\u{E9}\":1,\"e\u{301}\":2}")
        let object = try #require(value.object)
        #expect(object.keys.map { Array($0.utf8) } == ["b", "a", "\u{E9}", "e\u{301}"].map { Array($0.utf8) })
        #expect(object["b"] == .number(JSONNumber(text: "1e2")))
        #expect(object["b"]?.int == nil)
        #expect(object["b"]?.double == 100)
        #expect(object["a"] == [true, false, nil, .double(-0.5)])
        #expect(object["\u{E9}"]?.int == 1)
        #expect(object["e\u{301}"]?.int == 2)
    }

    @Test("reads every escape, pairs of surrogates included")
    func escapes() throws {
        let value = try JSONParser.parse(#""\"\\\/\b\f\n\r\t\u0041\uD83D\uDE00\u00e9""#)
        #expect(value == .string("\"\\/\u{8}\u{C}\n\r\tA😀é"))
    }

    static let refused: [(String, JSONError)] = [
        ("", .unexpectedEnd(offset: 0)),
        ("   ", .unexpectedEnd(offset: 3)),
        ("{\"input\": \"a", .unexpectedEnd(offset: 12)),
        ("[1,", .unexpectedEnd(offset: 3)),
        ("[1 2]", .unexpectedByte(UInt8(ascii: "2"), offset: 3, expected: "',' or ']'")),
        ("[1,]", .unexpectedByte(UInt8(ascii: "]"), offset: 3, expected: "a value")),
        ("{\"a\" 1}", .unexpectedByte(UInt8(ascii: "1"), offset: 5, expected: "':'")),
        ("{a:1}", .unexpectedByte(UInt8(ascii: "a"), offset: 1, expected: "a key in quotes")),
        ("{\"a\":1,\"a\":2}", .duplicateKey("a", offset: 7)),
        ("1 2", .trailingContent(offset: 2)),
        ("01", .invalidNumber(offset: 0)),
        ("-", .invalidNumber(offset: 0)),
        ("1.", .invalidNumber(offset: 0)),
        ("1e", .invalidNumber(offset: 0)),
        ("tru", .unexpectedEnd(offset: 3)),
        ("nuul", .unexpectedByte(UInt8(ascii: "u"), offset: 2, expected: "'null'")),
        ("\"\\uD83D\"", .loneSurrogate(offset: 1)),
        ("\"\\uDE00\"", .loneSurrogate(offset: 1)),
        ("\"\\uD83D\\u0041\"", .loneSurrogate(offset: 1)),
        ("\"\\u12G4\"", .invalidEscape(offset: 1)),
        ("\"\\x\"", .invalidEscape(offset: 1)),
        ("\"\\u12", .unexpectedEnd(offset: 5)),
        ("\"a\nb\"", .controlCharacter(offset: 2)),
        ("NaN", .unexpectedByte(UInt8(ascii: "N"), offset: 0, expected: "a value")),
        ("\u{FEFF}1", .unexpectedByte(0xEF, offset: 0, expected: "a value")),
    ]

    @Test("refuses malformed text with the place and the reason", arguments: refused)
    func refuses(text: String, error: JSONError) {
        #expect(throws: error) { try JSONParser.parse(text) }
    }

    @Test("refuses invalid UTF-8 in a string")
    func invalidUTF8() {
        for bytes: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80]] {
            #expect(throws: JSONError.invalidUTF8(offset: 1)) { try JSONParser.parse([0x22] + bytes + [0x22]) }
        }
    }

    @Test("nesting and the number of values are bounded")
    func bounds() throws {
        let deep = String(repeating: "[", count: 1_000_000)
        #expect(throws: JSONError.tooDeep(limit: 64, offset: 64)) { try JSONParser.parse(deep) }
        let nested = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try JSONParser.parse(nested)
        #expect(throws: JSONError.tooManyValues(limit: 3, offset: 5)) {
            try JSONParser.parse("[1,2,3]", limits: JSONParser.Limits(values: 3))
        }
    }

    @Test("every prefix of a valid text is refused or valid, never a trap")
    func prefixes() throws {
        let text = Array(#"{"a":[1.5e-3,"x\u00e9\uD83D\uDE00",{"b":null}],"c":true}"#.utf8)
        _ = try JSONParser.parse(text)
        for count in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONParser.parse(Array(text[0..<count])) }
        }
    }

    @Test("random bytes never trap")
    func randomBytes() {
        var state: UInt64 = 42
        let alphabet = Array(#"{}[]",:\u0123456789abcdefD8truenl.-+ "#.utf8) + [0xFF, 0xC3, 0xA9, 0x00]
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<24 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            _ = try? JSONParser.parse(bytes)
        }
    }
}
