import JSONParsing
import Testing
import Tokenization

struct PreTokenizerTests {
    @Test("every Unicode scalar parts words, stands alone or joins them as in the reference")
    func everyScalar() throws {
        // No letter is in the vocabulary: each word gives one id.
        let tokenizer = try Tokenizer(tokenizerJSON: TinyTokenizer.bytes(Self.plain))
        for row in try TokenizationGoldens.rows("scalars.jsonl") {
            let start = try #require(row["start"]?.int)
            var words = ScalarDigest()
            for scalar in ScalarDigest.scalars(from: start) {
                words.add([UInt8(tokenizer.encode("a\(scalar)a").ids.count)])
            }
            #expect(words.hex == row["words"]?.string, "in the block from U+\(String(start, radix: 16))")
        }
    }

    @Test("without a pre-tokenizer the whole text is one word")
    func none() throws {
        var file = Self.plain
        file["pre_tokenizer"] = nil
        let tokenizer = try Tokenizer(tokenizerJSON: TinyTokenizer.bytes(file))
        #expect(tokenizer.encode("a . b").ids == [0])
        #expect(tokenizer.encode("").ids == [])
    }

    static var plain: JSONObject {
        TinyTokenizer.members([
            "version": "1.0", "pre_tokenizer": ["type": "BertPreTokenizer"],
            "model": [
                "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
                "vocab": ["[UNK]": 0],
            ],
        ])
    }
}
