import JSONParsing
import Testing
import Tokenization

struct ModelJSONTests {
    @Test("a file of byte pairs works: space before the text, unknown bytes as one, merges in both forms")
    func bytePairs() throws {
        let tokenizer = try Tokenizer(tokenizerJSON: TinyTokenizer.bytes(TinyTokenizer.bytePairs))
        #expect(tokenizer.vocabularySize == 21)
        #expect(tokenizer.specialTokenCount == 2)
        #expect(tokenizer.encode("ab a").ids == [0, 6, 7, 0])
        #expect(tokenizer.encode("aéxb <mask>b").ids == [0, 7, 1, 3, 20, 4, 3, 0])
        #expect(tokenizer.encode("").ids == [0, 0])
    }

    @Test("a model without a type, as early versions wrote it, is known by its keys")
    func untagged() throws {
        for file in [TinyTokenizer.file, TinyTokenizer.bytePairs] {
            let untagged = try Tokenizer(tokenizerJSON: JSONWriter.compact(replacing("model.type", in: .object(file), Optional.none)))
            let tagged = try Tokenizer(tokenizerJSON: TinyTokenizer.bytes(file))
            #expect(untagged.encode("ab a <x> <mask>").ids == tagged.encode("ab a <x> <mask>").ids)
        }
    }

    static let refused: [(place: String, value: JSONValue, message: String)] = [
        ("model.type", "Unigram", "model: type 'Unigram' is not supported; supported are WordPiece, BPE"),
        ("model.dropout", .double(0.1), "model: dropout '0.1' is not supported; supported are null"),
        ("model.dropout", "much", "model: dropout 'much' is not supported; supported are null"),
        ("model.continuing_subword_prefix", "##", "model: continuing_subword_prefix '##' is not supported; supported are ''"),
        ("model.end_of_word_suffix", "</w>", "model: end_of_word_suffix '</w>' is not supported; supported are ''"),
        ("model.byte_fallback", true, "model: byte_fallback 'true' is not supported; supported are false"),
        ("model.ignore_merges", true, "model: ignore_merges 'true' is not supported; supported are false"),
        ("model.unk_token", "[UNK]", "model.unk_token: token '[UNK]' is not in the vocabulary"),
        ("model.fuse_unk", 1, "model.fuse_unk: found a number where a boolean is expected"),
        ("model.cache", true, "model: key 'cache' is not known"),
        ("model.vocab", [], "model.vocab: found an array where an object is expected"),
        ("model.vocab", [:], "model.unk_token: token '<unk>' is not in the vocabulary"),
        ("model.vocab.b", 2, "model.vocab: id 2 is given to 'a' and to 'b'"),
        ("model.merges", [:], "model.merges: found an object where an array is expected"),
        ("model.merges.0", ["a"], "model.merges[0]: found an array where two tokens is expected"),
        ("model.merges.0", ["a", 1], "model.merges[0]: found an array where two tokens is expected"),
        ("model.merges.0", 7, "model.merges[0]: found a number where two tokens is expected"),
        ("model.merges.1", "a b c", "model.merges[1]: 'a b c' is not two tokens with a space between them"),
        ("model.merges.1", ["b", "a"], "model.merges[1]: token 'ba' is not in the vocabulary"),
        ("model.merges.1", ["", "a"], "model.merges[1]: token '' is not in the vocabulary"),
        ("pre_tokenizer", ["type": "BertPreTokenizer"], "pre_tokenizer: type 'BertPreTokenizer' is not supported; supported are ByteLevel"),
        ("pre_tokenizer", nil, "key 'pre_tokenizer' is missing"),
        ("pre_tokenizer.use_regex", 1, "pre_tokenizer.use_regex: found a number where a boolean is expected"),
        (
            "post_processor.processors.1", ["type": "Sequence", "processors": [["type": "Sequence", "processors": 1]]],
            "post_processor.processors[1].processors[0].processors: found a number where an array is expected"
        ),
        (
            "post_processor.processors", .array([JSONValue](repeating: ["type": "ByteLevel"], count: 17)),
            "post_processor.processors: 17 entries are more than the 16 allowed"
        ),
        ("post_processor.processors.1.cls", ["<s>", 99], "post_processor.processors[1].cls: id 99 belongs to no token"),
    ]

    @Test("each setting of byte pairs that is not supported or not sound is refused with its place and reason", arguments: refused)
    func refuses(place: String, value: JSONValue, message: String) throws {
        let file = replacing(place, in: .object(TinyTokenizer.bytePairs), value)
        let error = TokenizerPartsJSONTests.error(of: JSONWriter.compact(file))
        #expect(error?.description == "tokenizer.json: " + message)
    }

    @Test("a lone surrogate in a vocabulary or a merge is no text, and sequences have a depth")
    func malformed() {
        let valid = String(decoding: TinyTokenizer.bytes(TinyTokenizer.bytePairs), as: UTF8.self)
        for (old, new) in [("\"ab\":", "\"\\ud800\":"), ("[\"a\",\"b\"]", "\"\\udc00 b\"")] {
            let changed = valid.replacing(old, with: new)
            #expect(changed != valid)
            guard case .malformedJSON("tokenizer.json", _) = TokenizerPartsJSONTests.error(of: Array(changed.utf8)) else {
                Issue.record("'\(new)' is refused")
                continue
            }
        }
        var nested: JSONValue = ["type": "ByteLevel"]
        for _ in 0..<5 { nested = ["type": "Sequence", "processors": .array([nested])] }
        let file = replacing("post_processor", in: .object(TinyTokenizer.bytePairs), nested)
        guard case .outOfRange = TokenizerPartsJSONTests.error(of: JSONWriter.compact(file)) else {
            return #expect(Bool(false), "five sequences in each other are refused")
        }
    }
}
