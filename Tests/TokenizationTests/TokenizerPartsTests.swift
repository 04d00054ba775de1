import Testing
import Tokenization

struct TokenizerPartsTests {
    static let lines = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "é", "e", "##a", "É", "\u{65}\u{301}"]

    @Test("a vocabulary of lines is BERT's uncased tokenizer, or its cased one")
    func lowercase() throws {
        let text = Array(Self.lines.joined(separator: "\n").utf8)
        let uncased = try Tokenizer(vocabularyText: text)
        #expect(uncased.vocabularySize == 10)
        #expect(uncased.specialTokenCount == 2)
        #expect(uncased.encode("É éa [MASK]x").ids == [2, 6, 6, 7, 4, 1, 3])
        let cased = try Tokenizer(vocabularyText: text, lowercase: false)
        #expect(cased.encode("É éa e\u{301} [MASK]x").ids == [2, 8, 5, 7, 9, 4, 1, 3])
    }

    @Test("line ends may be those of another system, and the last one may be missing")
    func lineEnds() throws {
        for end in ["\n", "\r\n"] {
            for last in ["", end] {
                let tokenizer = try Tokenizer(vocabularyText: Array((Self.lines.joined(separator: end) + last).utf8))
                #expect(tokenizer.vocabularySize == 10)
                #expect(tokenizer.encode("ea").ids == [2, 6, 7, 3])
            }
        }
    }

    static let refused: [(String, TokenizationError)] = [
        ("", .tokenNotInVocabulary(path: "vocab.txt", token: "[UNK]")),
        ("[UNK]\n[CLS]\n", .tokenNotInVocabulary(path: "vocab.txt", token: "[SEP]")),
        ("[UNK]\n[CLS]\n[SEP]\n\na\n", .emptyToken(path: "vocab.txt: line 4")),
        ("[UNK]\n[CLS]\n[SEP]\n[UNK]\n", .duplicateToken(path: "vocab.txt: line 4", token: "[UNK]")),
        (
            "[UNK]\n[CLS]\n[SEP]\n" + String(repeating: "x", count: 513),
            .tokenTooLong(path: "vocab.txt: line 4", token: String(repeating: "x", count: 513), bytes: 513, limit: 512)
        ),
    ]

    @Test("a vocabulary that cannot be used is refused with the line", arguments: refused)
    func refuses(text: String, error: TokenizationError) {
        #expect(throws: error) { try Tokenizer(vocabularyText: Array(text.utf8)) }
    }

    @Test("invalid UTF-8, too many lines and too many bytes are refused")
    func bounds() {
        #expect(throws: TokenizationError.invalidUTF8(path: "vocab.txt: line 2")) {
            try Tokenizer(vocabularyText: [0x61, 0x0A, 0xFF, 0x0A])
        }
        let limit = TokenizerLimits.maxFileBytes
        #expect(throws: TokenizationError.fileTooLarge(path: "vocab.txt", bytes: limit + 1, limit: limit)) {
            try Tokenizer(vocabularyText: [UInt8](repeating: 0x61, count: limit + 1))
        }
        #expect(throws: TokenizationError.tooManyEntries(path: "vocab.txt", count: 1_000_001, limit: 1_000_000)) {
            try Tokenizer(vocabularyText: [UInt8](repeating: 0x0A, count: 1_000_001))
        }
    }
}
