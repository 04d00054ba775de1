import JSONParsing
import Testing
import Tokenization

struct ByteLevelWordsTests {
    static let pattern = PreTokenizer.byteLevel(addsPrefixSpace: false, splitsWords: true)

    @Test("every Unicode scalar is a letter, a number, white space or something else as in the reference")
    func everyScalar() throws {
        for row in try TokenizationGoldens.rows("bytes-scalars.jsonl") {
            let start = try #require(row["start"]?.int)
            var digest = ScalarDigest()
            for c in ScalarDigest.scalars(from: start) {
                for text in ["a\(c)a", "1\(c)1", ".\(c).", " \(c)  \(c)", "'\(c)"] {
                    digest.add([UInt8(truncatingIfNeeded: Self.pattern.words(of: text).count)])
                }
            }
            #expect(digest.hex == row["words"]?.string, "in the block from U+\(String(start, radix: 16))")
        }
    }

    static let examples: [(String, [String])] = [
        ("Hello  world", ["Hello", " ", " world"]), ("it's I'LL", ["it", "'s", " I", "'", "LL"]),
        ("we'd've", ["we", "'d", "'ve"]), ("''s", ["''", "s"]), (" 's", [" '", "s"]), ("'l", ["'", "l"]), ("'", ["'"]),
        ("x  ", ["x", "  "]), ("\n\n a", ["\n\n", " a"]), ("\n\na", ["\n", "\n", "a"]), ("a\tb", ["a", "\t", "b"]),
        (" \u{A0}a", [" ", "\u{A0}", "a"]), ("²½Ⅷ٣", ["²½Ⅷ٣"]), ("e\u{301}", ["e", "\u{301}"]), ("a1.", ["a", "1", "."]), ("", []),
        (" ", [" "]),
    ]

    @Test("words are those of the pattern", arguments: examples)
    func words(text: String, words: [String]) {
        #expect(Self.pattern.words(of: text) == words)
    }

    @Test("a space is put before a text that has none, and without the pattern a text is one word")
    func settings() {
        let prefixing = PreTokenizer.byteLevel(addsPrefixSpace: true, splitsWords: true)
        #expect(prefixing.words(of: "a b") == [" a", " b"])
        #expect(prefixing.words(of: " a") == [" a"])
        #expect(prefixing.words(of: "\u{A0}a") == [" ", "\u{A0}", "a"])
        #expect(prefixing.words(of: "") == [])
        #expect(PreTokenizer.byteLevel(addsPrefixSpace: true, splitsWords: false).words(of: "a b") == [" a b"])
        #expect(PreTokenizer.byteLevel(addsPrefixSpace: false, splitsWords: false).words(of: "a b") == ["a b"])
    }

    @Test("words put together are the text")
    func lossless() throws {
        for (text, _) in try TokenizationGoldens.trained("roberta") {
            #expect(Self.pattern.words(of: text).joined().utf8.elementsEqual(text.utf8))
        }
    }
}
