import JSONParsing
import Testing
import Tokenization

struct BytePairEncodingTests {
    @Test("the ids of every golden string are those of the reference, without a space before the text and with one")
    func goldenStrings() throws {
        let shared = try TokenizationGoldens.trained("roberta")
        #expect(shared.count >= 2500)
        let plain = try TokenizationGoldens.byteStrings("roberta")
        #expect(plain.count >= 700)
        TokenizationGoldens.expect(try TokenizationGoldens.tokenizer("roberta/tokenizer.json"), gives: shared + plain)
        var file = try #require(try JSONParser.parse(TokenizationGoldens.bytes("roberta/tokenizer.json")).object)
        file = TinyTokenizer.members(replacing("pre_tokenizer.add_prefix_space", in: .object(file), true))
        let prefixed = try Tokenizer(tokenizerJSON: TinyTokenizer.bytes(file))
        TokenizationGoldens.expect(prefixed, gives: try TokenizationGoldens.byteStrings("prefixed"))
    }

    @Test("each setting gives the ids of the reference")
    func variants() throws {
        let rows = try TokenizationGoldens.rows("bytes-variants.jsonl")
        let texts = try #require(rows.first?["texts"]?.array).compactMap(\.string)
        #expect(rows.count >= 20)
        for (number, row) in rows.enumerated().dropFirst() {
            let tokenizer = try Tokenizer(tokenizerJSON: JSONWriter.compact(try #require(row["tokenizer"])))
            let expected = try #require(row["ids"]?.array).map { try TokenizationGoldens.ids($0) }
            TokenizationGoldens.expect(tokenizer, gives: Array(zip(texts, expected)), "line \(number + 1)")
        }
    }

    @Test("windows with RoBERTa's special tokens are those of the reference")
    func windows() throws {
        let tokenizer = try TokenizationGoldens.tokenizer("roberta/tokenizer.json")
        let rows = try TokenizationGoldens.rows("bytes-windows.jsonl")
        #expect(rows.count >= 30)
        for row in rows {
            let text = try #require(row["text"]?.string)
            let encoding = tokenizer.encodeWindows(
                text, windowTokens: try #require(row["windowTokens"]?.int), stride: try #require(row["stride"]?.int))
            #expect(encoding.windows == (try #require(row["windows"]?.array).map { try TokenizationGoldens.ids($0) }), "'\(text)'")
            #expect(encoding.totalTokens == row["totalTokens"]?.int)
            #expect(encoding.windows.allSatisfy { $0.first == 0 && $0.last == 2 })
        }
    }

    @Test("no text has a part that is unknown or lost: the tokens spell it")
    func lossless() throws {
        let tokenizer = try TokenizationGoldens.tokenizer("roberta/tokenizer.json")
        for (text, _) in try TokenizationGoldens.trained("roberta") where !text.contains("<") {
            let tokens = tokenizer.encode(text).ids.dropFirst().dropLast().compactMap { tokenizer.token($0) }
            #expect(tokens.joined() == text.utf8.map { Self.alphabet[Int($0)] }.joined())
        }
    }

    @Test("random merges give what merging the best pair of the whole word, step by step, gives", arguments: 0..<60)
    func naive(seed: Int) throws {
        var random = LinearCongruentialGenerator(state: UInt64(seed))
        var tokens = ["a", "b", "c", "d"]
        var merges: [(String, String)] = []
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            guard let left = tokens.randomElement(using: &random), let right = tokens.randomElement(using: &random) else { continue }
            guard left.count + right.count <= 12 else { continue }
            merges.append((left, right))
            if !tokens.contains(left + right) { tokens.append(left + right) }
        }
        merges.shuffle(using: &random)
        let tokenizer = try Self.tokenizer(tokens, merges)
        for _ in 0..<60 {
            let word = (0..<Int.random(in: 0...40, using: &random)).map { _ in ["a", "b", "c", "d"][Int.random(in: 0..<4, using: &random)] }
            let found = tokenizer.encode(word.joined()).ids.compactMap { tokenizer.token($0) }
            #expect(found == Self.naive(word, merges))
        }
    }

    @Test("a word of a megabyte costs what its merges cost, and no more", arguments: ["a", "ab", "abcd", "abcabd"])
    func longWord(unit: String) throws {
        let tokens = ["a", "b", "c", "d", "aa", "aaaa", "aaaaaaaa", "ab", "abab", "cd", "abcd", "abcdabcd", "bc", "da"]
        let merges = [
            ("a", "a"), ("aa", "aa"), ("a", "b"), ("ab", "ab"), ("b", "c"), ("c", "d"), ("ab", "cd"), ("d", "a"), ("abcd", "abcd"),
            ("aaaa", "aaaa"),
        ]
        let tokenizer = try Self.tokenizer(tokens, merges)
        for count in [1 << 10, 1 << 20] {
            let word = String(repeating: unit, count: count / unit.utf8.count)
            #expect(tokenizer.lookupSteps(of: word) <= 10 * count)
            #expect(tokenizer.encode(word).ids.compactMap { tokenizer.token($0) }.reduce(0) { $0 + $1.count } == word.utf8.count)
        }
    }

    static func tokenizer(_ tokens: [String], _ merges: [(String, String)]) throws -> Tokenizer {
        let vocabulary = JSONObject(tokens.enumerated().map { ($0.element, JSONValue.int($0.offset)) })
        let file: JSONObject = TinyTokenizer.members([
            "version": "1.0",
            "pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false],
            "model": [
                "type": "BPE", "vocab": .object(vocabulary), "merges": .array(merges.map { [.string($0.0), .string($0.1)] }),
            ],
        ])
        return try Tokenizer(tokenizerJSON: TinyTokenizer.bytes(file))
    }

    private static func naive(_ word: [String], _ merges: [(String, String)]) -> [String] {
        var parts = word
        while true {
            let ranks = parts.indices.dropLast().map { index in
                merges.lastIndex { $0 == (parts[index], parts[index + 1]) } ?? merges.count
            }
            guard let best = ranks.min(), best < merges.count, let index = ranks.firstIndex(of: best) else { return parts }
            parts[index] += parts.remove(at: index + 1)
        }
    }

    private static let alphabet: [String] = {
        var next: UInt32 = 0x100
        return (0..<256 as Range<UInt32>).map { byte in
            let isVisible = (0x21...0x7E).contains(byte) || (0xA1...0xFF).contains(byte) && byte != 0xAD
            defer { next += isVisible ? 0 : 1 }
            return Unicode.Scalar(isVisible ? byte : next).map { String($0) } ?? ""
        }
    }()
}
