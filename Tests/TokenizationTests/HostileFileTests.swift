import JSONParsing
import Testing
import Tokenization

struct HostileFileTests {
    static let texts = ["", "a b ab <x> Ab \u{301}中É", "[CLS]  <x>\u{3000}[UNK]ab", "\u{0}\u{FFFD}İ한"]

    static let files = [TinyTokenizer.file, TinyTokenizer.bytePairs].map { JSONValue.object($0) }

    @Test("a file with any one thing replaced by anything is refused or works, and never traps", arguments: files)
    func replacements(file: JSONValue) {
        let long = String(repeating: "\u{E9}", count: 300)
        let values: [JSONValue?] = [
            Optional.none, .null, true, 0, -1, 2_147_483_648, .double(0.5), .number(JSONNumber(text: "1e400")), "", "a", "\u{301}",
            "##", " ", "a b", ["a", "b"], .string(long), [], [[]], [0], [:], ["a": 0], ["type": "Sequence", "normalizers": []],
        ]
        var works = 0
        for place in places(in: file) {
            for value in values { works += accepts(JSONWriter.compact(replacing(place[...], in: file, value))) ? 1 : 0 }
        }
        #expect(works > 50, "some replacements make another valid file")
    }

    @Test("a file with bytes changed, lost or repeated is refused or works, and never traps", arguments: files)
    func mutations(file: JSONValue) {
        let valid = JSONWriter.compact(file)
        #expect(accepts(valid))
        var random = LinearCongruentialGenerator(state: 7)
        var works = 0
        for _ in 0..<6000 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, position + Int.random(in: 1...12, using: &random))
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(position..<end)
                case 2: bytes.insert(contentsOf: bytes[position..<end], at: position)
                default: bytes[position] = UInt8(ascii: "0") + UInt8.random(in: 0...9, using: &random)
                }
            }
            works += accepts(bytes) ? 1 : 0
        }
        #expect(works > 10, "some mutations make another valid file")
    }

    @Test("random bytes are no tokenizer file and no trap")
    func randomBytes() {
        var random = LinearCongruentialGenerator(state: 11)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0..<64, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(!accepts(bytes))
            if let tokenizer = try? Tokenizer(vocabularyText: Array("[UNK]\n[CLS]\n[SEP]\n".utf8) + bytes) {
                for text in Self.texts { _ = tokenizer.encode(text) }
            }
            let vocabulary = Array(#"{"<s>":0,"</s>":1,"a":2,"b":3,"ab":4}"#.utf8)
            if let tokenizer = try? Tokenizer(vocabularyJSON: vocabulary, mergesText: Array("a b\n".utf8) + bytes) {
                for text in Self.texts { _ = tokenizer.encode(text) }
            }
            #expect(throws: TokenizationError.self) { try Tokenizer(vocabularyJSON: bytes, mergesText: []) }
        }
    }

    @Test("every prefix of a valid file is refused", arguments: files)
    func prefixes(file: JSONValue) {
        let valid = JSONWriter.compact(file)
        for count in 0..<valid.count { #expect(!accepts(Array(valid[0..<count]))) }
    }

    @Test("random scalars tokenize to ids in range")
    func randomText() throws {
        let tokenizers = [
            try TokenizationGoldens.tokenizer("uncased.json"), try TokenizationGoldens.tokenizer("cased.json"),
            try TinyTokenizer.stripping(), try TokenizationGoldens.tokenizer("roberta/tokenizer.json"),
            try Tokenizer(tokenizerJSON: TinyTokenizer.bytes(TinyTokenizer.bytePairs)),
        ]
        var random = LinearCongruentialGenerator(state: 13)
        for _ in 0..<4000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<24, using: &random) {
                let limit: UInt32 = [0x80, 0x800, 0x3100, 0x11_0000][Int.random(in: 0..<4, using: &random)]
                text.append(Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random)) ?? " ")
            }
            for tokenizer in tokenizers {
                let ids = tokenizer.encode(String(text)).ids
                #expect(ids.allSatisfy { (0..<Int32(tokenizer.vocabularySize)).contains($0) })
            }
        }
    }

    private func accepts(_ bytes: [UInt8]) -> Bool {
        guard let tokenizer = try? Tokenizer(tokenizerJSON: bytes) else { return false }
        for text in Self.texts {
            let ids = tokenizer.encode(text).ids
            #expect(ids.allSatisfy { tokenizer.token($0) != nil })
            _ = tokenizer.encodeWindows(text, windowTokens: tokenizer.specialTokenCount + 2, stride: 1)
        }
        return true
    }
}

struct LinearCongruentialGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
