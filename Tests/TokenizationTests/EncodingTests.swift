import JSONParsing
import Testing
import Tokenization

struct EncodingTests {
    @Test("windows are those of the reference")
    func goldenWindows() throws {
        let tokenizer = try TokenizationGoldens.tokenizer("uncased.json")
        let rows = try TokenizationGoldens.rows("windows.jsonl")
        #expect(rows.count > 60)
        for row in rows {
            let text = try #require(row["text"]?.string)
            let windowTokens = try #require(row["windowTokens"]?.int)
            let stride = try #require(row["stride"]?.int)
            let encoding = tokenizer.encodeWindows(text, windowTokens: windowTokens, stride: stride)
            let expected = try #require(row["windows"]?.array).map { try TokenizationGoldens.ids($0) }
            #expect(encoding.windows == expected, "'\(text)' in \(windowTokens) with \(stride)")
            #expect(encoding.totalTokens == row["totalTokens"]?.int)
            #expect(!encoding.isTruncated)
            let truncated = tokenizer.encode(text, maxTokens: windowTokens)
            #expect(truncated == Encoding(ids: expected[0], isTruncated: expected.count > 1))
        }
    }

    @Test("truncation keeps the special tokens, down to nothing else")
    func truncation() throws {
        let tokenizer = try TokenizationGoldens.tokenizer("uncased.json")
        let whole = tokenizer.encode("one, two, three")
        #expect(!whole.isTruncated)
        for maxTokens in 2..<whole.ids.count {
            let encoding = tokenizer.encode("one, two, three", maxTokens: maxTokens)
            #expect(encoding == Encoding(ids: whole.ids.prefix(maxTokens - 1) + whole.ids.suffix(1), isTruncated: true))
        }
        #expect(tokenizer.encode("one, two, three", maxTokens: whole.ids.count) == whole)
        #expect(tokenizer.encode("", maxTokens: 2) == Encoding(ids: [2, 3], isTruncated: false))
    }

    @Test("windows of a truncated text cover what truncation keeps, and the total counts everything")
    func truncatedWindows() throws {
        let tokenizer = try TokenizationGoldens.tokenizer("uncased.json")
        let text = String(repeating: "a b c ", count: 20)
        let encoding = tokenizer.encodeWindows(text, windowTokens: 12, stride: 4, maxTokens: 24)
        #expect(encoding.isTruncated)
        #expect(encoding.totalTokens == 62)
        #expect(encoding.windows.map(\.count) == [12, 12, 12])
        let content = encoding.windows.map { Array($0.dropFirst().dropLast()) }
        #expect(content[0] + content[1].dropFirst(4) + content[2].dropFirst(4) == tokenizer.encode(text).ids[1...22])
        #expect(tokenizer.encodeWindows(text, windowTokens: 12, stride: 4, maxTokens: 2).windows == [[2, 3]])
    }

    @Test("windows cover the content in order and overlap by the stride", arguments: 0..<9)
    func coverage(stride: Int) throws {
        let tokenizer = try TokenizationGoldens.tokenizer("uncased.json")
        for count in 0..<40 {
            let text = String(repeating: "a . ", count: count)
            let encoding = tokenizer.encodeWindows(text, windowTokens: 11, stride: stride)
            var content = Array(encoding.windows[0].dropFirst().dropLast())
            for window in encoding.windows.dropFirst() { content += window.dropFirst(1 + stride).dropLast() }
            #expect(content == Array(tokenizer.encode(text).ids.dropFirst().dropLast()))
            #expect(encoding.windows.allSatisfy { $0.count <= 11 && $0.first == 2 && $0.last == 3 })
            #expect(encoding.totalTokens == content.count + 2)
        }
    }
}
