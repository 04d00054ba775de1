import JSONParsing
import Testing
import Tokenization

struct AddedTokensTests {
    @Test("every Unicode scalar does or does not touch a single-word token as in the reference")
    func everyScalar() throws {
        var file = PreTokenizerTests.plain
        file["added_tokens"] = [TinyTokenizer.added(1, "[A]", ["single_word": true])]
        let tokenizer = try Tokenizer(tokenizerJSON: TinyTokenizer.bytes(file))
        for row in try TokenizationGoldens.rows("scalars.jsonl") {
            let start = try #require(row["start"]?.int)
            var after = ScalarDigest()
            var before = ScalarDigest()
            for scalar in ScalarDigest.scalars(from: start) {
                after.add([tokenizer.encode("[A]\(scalar)").ids.contains(1) ? 1 : 0])
                before.add([tokenizer.encode("\(scalar)[A]").ids.contains(1) ? 1 : 0])
            }
            #expect(after.hex == row["touches"]?.string, "in the block from U+\(String(start, radix: 16))")
            #expect(before.hex == row["touches"]?.string, "in the block from U+\(String(start, radix: 16))")
        }
    }

    @Test("the longest token at the leftmost place wins, and what it covers is used up")
    func longest() throws {
        var file = PreTokenizerTests.plain
        file["added_tokens"] = [
            TinyTokenizer.added(1, "ab"), TinyTokenizer.added(2, "abc"), TinyTokenizer.added(3, "cd"),
            TinyTokenizer.added(4, "de", ["single_word": true]), TinyTokenizer.added(5, "e"),
        ]
        let tokenizer = try Tokenizer(tokenizerJSON: TinyTokenizer.bytes(file))
        #expect(tokenizer.encode("abcd").ids == [2, 0])
        #expect(tokenizer.encode("abdcd").ids == [1, 0, 3])
        #expect(tokenizer.encode("xde").ids == [0])
        #expect(tokenizer.encode("de").ids == [4])
        #expect(tokenizer.encode("xe").ids == [0, 5])
    }
}
