import Foundation
import JSONParsing
import TestSupport
import Testing
import Tokenization

struct TokenizerTests {
    static let lines = Result { try TokenizationGoldens.rows("strings.jsonl") }

    @Test("the ids of every golden string are those of the reference", arguments: ["uncased", "cased"])
    func smallVocabularies(name: String) throws {
        try expectGoldenIDs(try TokenizationGoldens.tokenizer("\(name).json"), name)
    }

    @Test(
        "the ids of every golden string are those of the reference on the base encoder's vocabulary",
        .enabled(if: TokenizationGoldens.base != nil, "PICKET_BASE does not name a folder with the base encoder's tokenizer.json"))
    func baseVocabulary() throws {
        let base = try #require(TokenizationGoldens.base)
        let json = try Data(contentsOf: base.appendingPathComponent("tokenizer.json"))
        try expectGoldenIDs(try Tokenizer(tokenizerJSON: Array(json)), "base")
    }

    @Test(
        "vocab.txt alone gives the same ids as tokenizer.json",
        .enabled(if: TokenizationGoldens.base != nil, "PICKET_BASE does not name a folder with the base encoder's vocab.txt"))
    func baseVocabularyText() throws {
        let base = try #require(TokenizationGoldens.base)
        let text = try Data(contentsOf: base.appendingPathComponent("vocab.txt"))
        try expectGoldenIDs(try Tokenizer(vocabularyText: Array(text)), "base")
    }

    private func expectGoldenIDs(_ tokenizer: Tokenizer, _ name: String) throws {
        let rows = try Self.lines.get()
        #expect(rows.count >= 2500)
        let expected = try rows.map { (try #require($0["text"]?.string), try TokenizationGoldens.ids($0[name])) }
        TokenizationGoldens.expect(tokenizer, gives: expected)
    }

    @Test("each setting of each component gives the ids of the reference")
    func variants() throws {
        let rows = try TokenizationGoldens.rows("variants.jsonl")
        let shared = try #require(rows.first)
        let texts = try #require(shared["texts"]?.array).compactMap(\.string)
        #expect(rows.count > 50)
        for (number, row) in rows.enumerated().dropFirst() {
            var file = try #require(row["tokenizer"]?.object)
            var model = try #require(file["model"]?.object)
            model["vocab"] = shared["vocab"]
            file["model"] = .object(model)
            let tokenizer = try Tokenizer(tokenizerJSON: JSONWriter.compact(.object(file)))
            for (text, expected) in zip(texts, try #require(row["ids"]?.array)) {
                #expect(tokenizer.encode(text).ids == (try TokenizationGoldens.ids(expected)), "line \(number + 1), '\(text)'")
            }
        }
    }

    @Test("ids have texts, and an unknown id has none")
    func tokens() throws {
        let tokenizer = try TokenizationGoldens.tokenizer("uncased.json")
        #expect(tokenizer.specialTokenCount == 2)
        #expect(tokenizer.encode("[MASK]").ids.map { tokenizer.token($0) } == ["[CLS]", "[MASK]", "[SEP]"])
        for id: Int32 in [-1, Int32(tokenizer.vocabularySize), .max, .min] { #expect(tokenizer.token(id) == nil) }
        #expect(tokenizer.token(Int32(tokenizer.vocabularySize) - 1) != nil)
        let gap = try TinyTokenizer.gap()
        #expect(gap.vocabularySize == 11)
        #expect(gap.token(10) == "z")
        #expect(gap.token(9) == nil)
    }

    /// Texts of one megabyte each, made of one thing: what a naive loop would read again and again.
    static let monotonous = [
        "a", "z", " ", "\u{301}", "\u{302E}\u{327}", "中", "!", "[", "[CLS", "[MASK]", "한", "İ", "\u{0}", "e\u{301} ", "abcdefgh ",
        "<x> ", "#", "\u{1F469}\u{200D}", "the", " the", "'", "'ll", " <mask>", "\u{3000}", "1",
    ]

    @Test("the work grows with the length of the text and no faster", arguments: monotonous)
    func linearWork(unit: String) throws {
        let tokenizers = [
            try TokenizationGoldens.tokenizer("uncased.json"), try TinyTokenizer.stripping(),
            try TokenizationGoldens.tokenizer("roberta/tokenizer.json"),
        ]
        for tokenizer in tokenizers {
            let bytes = 1 << 20
            let text = String(repeating: unit, count: bytes / unit.utf8.count)
            #expect(tokenizer.lookupSteps(of: text) <= 8 * bytes)
            // Sixteen times the text: a quadratic step would take 256 times as long.
            let part = String(repeating: unit, count: bytes / 16 / unit.utf8.count)
            let short = fastest { _ = tokenizer.encode(part) }
            let long = fastest { _ = tokenizer.encode(text) }
            #expect(long < max(short, 0.000_05) * 80, "\(short) s for a sixteenth, \(long) s for the whole")
        }
    }

    @Test("a word that the model may take at any length costs its length")
    func linearWord() throws {
        let tokenizer = try TinyTokenizer.unlimited()
        for length in [1000, 1_000_000] {
            let word = String(repeating: "ab", count: length / 2)
            #expect(tokenizer.lookupSteps(of: word) <= 4 * length)
            #expect(tokenizer.encode(word).ids.count == length / 2)
            let isUnknown = tokenizer.encode(word + "q").ids.elementsEqual([1])
            #expect(isUnknown)
        }
    }

    /// The least of two times, in seconds of this thread's processor, which a busy machine does not stretch.
    private func fastest(_ work: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        return (0..<2).map { _ in
            let start = now()
            work()
            return now() - start
        }.min() ?? 0
    }
}
