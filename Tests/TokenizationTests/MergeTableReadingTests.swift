import JSONParsing
import Testing
import Tokenization

struct MergeTableReadingTests {
    static let vocabulary = Array(#"{"<s>":0,"</s>":1,"a":2,"b":3,"ab":7,"aba":5,"":9}"#.utf8)

    static func read(_ merges: String) throws(TokenizationError) -> Tokenizer {
        try Tokenizer(vocabularyJSON: vocabulary, mergesText: Array(merges.utf8))
    }

    @Test(
        "a text of merges may name a version, end its lines as another system does, or hold nothing",
        arguments: ["#version: 0.2\na b\nab a\n", "a b\r\nab a\r\n", "a b\nab a", "a b\n#version\nab a"])
    func lines(text: String) throws {
        let tokenizer = try Self.read(text)
        #expect(tokenizer.encode("abaab").ids == [0, 5, 7, 1])
        #expect(try Self.read("").encode("aba").ids == [0, 2, 3, 2, 1])
        #expect(tokenizer.vocabularySize == 10)
    }

    @Test("of a merge that stands twice the later place holds, as in the reference")
    func duplicates() throws {
        #expect(try Self.read("a b\n").encode("aba").ids == [0, 7, 2, 1])
        let vocabulary = Array(#"{"<s>":0,"</s>":1,"a":2,"b":3,"c":4,"ab":5,"bc":6}"#.utf8)
        let twice = try Tokenizer(vocabularyJSON: vocabulary, mergesText: Array("a b\nb c\na b\n".utf8))
        #expect(twice.encode("abc").ids == [0, 2, 6, 1])
    }

    static let refused: [(String, TokenizationError)] = [
        ("a b\nab\n", .malformedMerge(path: "merges.txt: line 2", found: "ab")),
        ("a b\n\nab a\n", .malformedMerge(path: "merges.txt: line 2", found: "")),
        ("a b ab\n", .malformedMerge(path: "merges.txt: line 1", found: "a b ab")),
        ("a  b\n", .malformedMerge(path: "merges.txt: line 1", found: "a  b")),
        ("a c\n", .tokenNotInVocabulary(path: "merges.txt: line 1", token: "ac")),
        ("b a\n", .tokenNotInVocabulary(path: "merges.txt: line 1", token: "ba")),
        (" a\n", .tokenNotInVocabulary(path: "merges.txt: line 1", token: "")),
        ("a \n", .tokenNotInVocabulary(path: "merges.txt: line 1", token: "")),
    ]

    @Test("a line that is no merge of known tokens is refused with its number", arguments: refused)
    func refuses(text: String, error: TokenizationError) {
        #expect(throws: error) { try Self.read(text) }
    }

    @Test("bytes that are no text are in no vocabulary, and too many of them are refused")
    func bounds() {
        #expect(throws: TokenizationError.self) {
            try Tokenizer(vocabularyJSON: Self.vocabulary, mergesText: [0xFF, 0x20, 0xC0, 0x0A])
        }
        let limit = TokenizerLimits.maxFileBytes
        #expect(throws: TokenizationError.fileTooLarge(path: "merges.txt", bytes: limit + 1, limit: limit)) {
            try Tokenizer(vocabularyJSON: Self.vocabulary, mergesText: [UInt8](repeating: 0x61, count: limit + 1))
        }
        #expect(throws: TokenizationError.tooManyEntries(path: "merges.txt", count: 1_000_001, limit: 1_000_000)) {
            try Tokenizer(vocabularyJSON: Self.vocabulary, mergesText: [UInt8](repeating: 0x0A, count: 1_000_001))
        }
    }
}
