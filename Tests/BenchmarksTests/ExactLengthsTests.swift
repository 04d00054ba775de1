import Benchmarks
import ConsolePrograms
import TestSupport
import Testing
import Tokenization

struct ExactLengthsTests {
    private let model: TinyClassifier
    private let tokenizer: Tokenizer

    init() throws {
        model = try TinyClassifier(labels: nil)
        tokenizer = try Tokenizer(folder: model.path)
    }

    @Test("every sequence has exactly so many ids, special tokens included", arguments: [3, 4, 5, 16, 24])
    func exact(tokens: Int) throws {
        let source = ExactLengths(texts: ["calm", "alarm calm", "calm calm calm calm calm calm"], tokenizer: tokenizer)
        let sequences = try source.sequences(7, tokens: tokens)
        #expect(sequences.count == 7)
        #expect(sequences.allSatisfy { $0.count == tokens && $0.first == 2 && $0.last == 3 })
    }

    @Test("a long text is cut, a short one is joined with those that follow, around the end of the list")
    func cutAndJoined() throws {
        let source = ExactLengths(texts: ["calm alarm calm", "alarm"], tokenizer: tokenizer)
        #expect(try source.sequences(2, tokens: 4) == [[2, 44, 45, 3], [2, 45, 44, 3]])
        #expect(try source.sequences(2, tokens: 7) == [[2, 44, 45, 44, 45, 44, 3], [2, 45, 44, 45, 44, 45, 3]])
    }

    @Test("too few tokens for the special ones, and texts without content, are refused")
    func refused() {
        #expect(throws: ProgramFailure(.usage, "2 tokens have no room beside the 2 special tokens of this model")) {
            try ExactLengths(texts: ["calm"], tokenizer: tokenizer).sequences(1, tokens: 2)
        }
        #expect(throws: ProgramFailure(.inputMissing, "the texts have too little content for 8 tokens")) {
            try ExactLengths(texts: [" ", "\u{200B}"], tokenizer: tokenizer).sequences(1, tokens: 8)
        }
    }

    @Test("messages of a length are those that have it as they stand")
    func messages() throws {
        let texts = ["calm", "alarm calm", "calm calm", ""]
        #expect(ExactLengths(texts: texts, tokenizer: tokenizer).messages(tokens: 4) == ["alarm calm", "calm calm"])
        let rows = try TokenizeRows(tokenizer, texts: texts, tokens: [4, 3])
        #expect(rows.groups.map(\.name) == ["4", "3", "all"] && rows.groups.map(\.messages.count) == [2, 1, 4])
        #expect(rows.groups[2].meanTokens == 3.25 && rows.ids("calm") == [2, 44, 3])
        #expect(throws: ProgramFailure(.inputMissing, "no message has exactly 9 tokens")) {
            try TokenizeRows(tokenizer, texts: texts, tokens: [9])
        }
    }
}
