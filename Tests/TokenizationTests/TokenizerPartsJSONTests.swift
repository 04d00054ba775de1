import JSONParsing
import Testing
import Tokenization

struct TokenizerPartsJSONTests {
    static let oversized = JSONValue.string(String(repeating: "x", count: 513))

    /// Where the valid file is changed, to what, and what the error says then.
    static let refused: [(place: String, value: JSONValue, message: String)] = [
        ("version", "2.0", "tokenizer.json: version '2.0' is not supported; supported are 1.0"),
        ("version", 1, "tokenizer.json: version: found a number where a string is expected"),
        ("extra", nil, "tokenizer.json: key 'extra' is not known"),
        ("truncation", true, "tokenizer.json: truncation: found a boolean where an object is expected"),
        ("truncation", ["direction": "Left"], "tokenizer.json: truncation: direction 'Left' is not supported; supported are Right"),
        ("truncation", ["side": 1], "tokenizer.json: truncation: key 'side' is not known"),
        ("padding", 3, "tokenizer.json: padding: found a number where an object is expected"),
        (
            "normalizer", ["type": "Foo"],
            "tokenizer.json: normalizer: type 'Foo' is not supported; supported are BertNormalizer, Lowercase, NFD, StripAccents, Sequence"
        ),
        ("normalizer", [:], "tokenizer.json: normalizer: key 'type' is missing"),
        ("normalizer", ["type": "NFD", "form": "C"], "tokenizer.json: normalizer: key 'form' is not known"),
        ("normalizer", ["type": nil], "tokenizer.json: normalizer.type: found null where a string is expected"),
        ("normalizer", "Lowercase", "tokenizer.json: normalizer: found a string where an object is expected"),
        ("normalizer.normalizers", [:], "tokenizer.json: normalizer.normalizers: found an object where an array is expected"),
        (
            "normalizer.normalizers", .array([JSONValue](repeating: ["type": "NFD"], count: 17)),
            "tokenizer.json: normalizer.normalizers: 17 entries are more than the 16 allowed"
        ),
        (
            "normalizer.normalizers.1", ["type": "NFKC"],
            "tokenizer.json: normalizer.normalizers[1]: type 'NFKC' is not supported; "
                + "supported are BertNormalizer, Lowercase, NFD, StripAccents, Sequence"
        ),
        (
            "normalizer.normalizers.0.strip_accents", "yes",
            "tokenizer.json: normalizer.normalizers[0].strip_accents: found a string where a boolean or null is expected"
        ),
        (
            "normalizer.normalizers.0.lowercase", nil,
            "tokenizer.json: normalizer.normalizers[0].lowercase: found null where a boolean is expected"
        ),
        ("normalizer.normalizers.0.upper", true, "tokenizer.json: normalizer.normalizers[0]: key 'upper' is not known"),
        (
            "pre_tokenizer", ["type": "Whitespace"],
            "tokenizer.json: pre_tokenizer: type 'Whitespace' is not supported; supported are BertPreTokenizer"
        ),
        ("pre_tokenizer.split", true, "tokenizer.json: pre_tokenizer: key 'split' is not known"),
        (
            "post_processor", ["type": "Foo"],
            "tokenizer.json: post_processor: type 'Foo' is not supported; "
                + "supported are TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, Sequence"
        ),
        (
            "post_processor", ["type": "BertProcessing", "sep": ["[CLS]"], "cls": ["[CLS]", 1]],
            "tokenizer.json: post_processor.sep: found something else where a token and its id is expected"
        ),
        (
            "post_processor", ["type": "BertProcessing", "sep": ["[CLS]", 99], "cls": ["[CLS]", 1]],
            "tokenizer.json: post_processor.sep: id 99 belongs to no token"
        ),
        (
            "post_processor", ["type": "BertProcessing", "sep": ["[CLS]", 1]], "tokenizer.json: post_processor: key 'cls' is missing"
        ),
        ("post_processor.single", [], "tokenizer.json: post_processor.single: key 'Sequence' is missing"),
        (
            "post_processor.single.1", ["Sequence": ["id": "B", "type_id": 0]],
            "tokenizer.json: post_processor.single[1]: Sequence 'B' is not supported; supported are A, once"
        ),
        (
            "post_processor.single.2", ["Sequence": ["id": "A", "type_id": 0]],
            "tokenizer.json: post_processor.single[2]: Sequence 'A' is not supported; supported are A, once"
        ),
        (
            "post_processor.single.1.Sequence.type_id", 1,
            "tokenizer.json: post_processor.single[1].Sequence: type_id '1' is not supported; supported are 0"
        ),
        (
            "post_processor.single.0", ["Token": [:]],
            "tokenizer.json: post_processor.single[0]: piece 'Token' is not supported; supported are SpecialToken, Sequence"
        ),
        (
            "post_processor.single.0.SpecialToken.id", "[SEP]",
            "tokenizer.json: post_processor.special_tokens: key '[SEP]' is missing"
        ),
        (
            "post_processor.special_tokens.[CLS].ids", [1, -1],
            "tokenizer.json: post_processor.special_tokens.[CLS].ids: id -1 belongs to no token"
        ),
        (
            "post_processor.special_tokens.[CLS].ids", [9_223_372_036_854_775_807],
            "tokenizer.json: post_processor.special_tokens.[CLS].ids: id 9223372036854775807 belongs to no token"
        ),
        (
            "post_processor.special_tokens.[CLS].ids", .array([JSONValue](repeating: 1, count: 9)),
            "tokenizer.json: post_processor: 18 entries are more than the 16 allowed"
        ),
        ("model", nil, "tokenizer.json: model: found null where an object is expected"),
        ("model.type", "BPE", "tokenizer.json: model: key 'max_input_chars_per_word' is not known"),
        ("model.dropout", nil, "tokenizer.json: model: key 'dropout' is not known"),
        ("model.unk_token", "<unk>", "tokenizer.json: model.unk_token: token '<unk>' is not in the vocabulary"),
        ("model.continuing_subword_prefix", nil, "tokenizer.json: model.continuing_subword_prefix: found null where a string is expected"),
        ("model.max_input_chars_per_word", 0, "tokenizer.json: model.max_input_chars_per_word: 0 is not in 1..."),
        (
            "model.max_input_chars_per_word", .double(1.5),
            "tokenizer.json: model.max_input_chars_per_word: found a number where an integer is expected"
        ),
        ("model.vocab", [], "tokenizer.json: model.vocab: found an array where an object is expected"),
        ("model.vocab.a", "2", "tokenizer.json: model.vocab: found a string where an integer is expected"),
        ("model.vocab.a", -1, "tokenizer.json: model.vocab: id -1 of 'a' is not in 0..<1000000"),
        ("model.vocab.a", 1_000_000, "tokenizer.json: model.vocab: id 1000000 of 'a' is not in 0..<1000000"),
        ("model.vocab.a", 1, "tokenizer.json: model.vocab: id 1 is given to '[CLS]' and to 'a'"),
        ("added_tokens", [:], "tokenizer.json: added_tokens: found an object where an array is expected"),
        ("added_tokens.0", 7, "tokenizer.json: added_tokens[0]: found a number where an object is expected"),
        ("added_tokens.0.id", 1, "tokenizer.json: added_tokens[0]: token '[UNK]' has id 1, the vocabulary says 0"),
        ("added_tokens.1.id", 0, "tokenizer.json: added_tokens[1]: id 0 is given to '[UNK]' and to '<x>'"),
        ("added_tokens.1.id", 5_000_000, "tokenizer.json: added_tokens[1]: id 5000000 of '<x>' is not in 0..<1000000"),
        ("added_tokens.1.content", "", "tokenizer.json: added_tokens[1]: a token is empty"),
        ("added_tokens.1.content", "[UNK]", "tokenizer.json: added_tokens[1]: token '[UNK]' has id 4, the vocabulary says 0"),
        ("added_tokens.2.content", "\u{301}", "tokenizer.json: added_tokens[2]: a token is empty"),
        ("added_tokens.1", TinyTokenizer.added(0, "[UNK]"), "tokenizer.json: added_tokens[1]: token '[UNK]' stands twice"),
        (
            "added_tokens.1", TinyTokenizer.added(6, "AB", ["normalized": true]), "tokenizer.json: added_tokens[2]: token 'Ab' stands twice"
        ),
        ("added_tokens.1.lstrip", nil, "tokenizer.json: added_tokens[1].lstrip: found null where a boolean is expected"),
        ("added_tokens.1.colour", 1, "tokenizer.json: added_tokens[1]: key 'colour' is not known"),
        (
            "added_tokens.1.content", oversized,
            "tokenizer.json: added_tokens[1]: token '\(String(repeating: "x", count: 60))…' has 513 bytes, more than the 512 allowed"
        ),
    ]

    @Test("each thing that is not supported or not sound is refused with its place and reason", arguments: refused)
    func refuses(place: String, value: JSONValue, message: String) throws {
        let file = replacing(place, in: .object(TinyTokenizer.file), value)
        #expect(Self.error(of: JSONWriter.compact(file))?.description == message)
    }

    @Test("every key of every component that matters has to be there")
    func missingKeys() {
        let places = [
            "version", "model", "model.unk_token", "model.vocab", "model.continuing_subword_prefix",
            "model.max_input_chars_per_word", "normalizer.type", "normalizer.normalizers", "normalizer.normalizers.0.clean_text",
            "normalizer.normalizers.0.strip_accents", "normalizer.normalizers.0.lowercase",
            "normalizer.normalizers.0.handle_chinese_chars", "pre_tokenizer.type", "post_processor.single",
            "post_processor.special_tokens", "post_processor.single.1.Sequence.type_id", "post_processor.special_tokens.[CLS].ids",
            "added_tokens.0.id", "added_tokens.0.content", "added_tokens.0.special", "added_tokens.0.single_word",
            "added_tokens.0.lstrip", "added_tokens.0.rstrip", "added_tokens.0.normalized",
        ]
        for place in places {
            let error = Self.error(of: JSONWriter.compact(replacing(place, in: .object(TinyTokenizer.file), Optional.none)))
            guard case .missingKey(_, let key) = error else {
                Issue.record("without \(place): \(String(describing: error))")
                continue
            }
            #expect(place.hasSuffix(key))
        }
    }

    @Test("what is not JSON, or too large, is refused")
    func notJSON() {
        #expect(Self.error(of: []) == .malformedJSON(path: "tokenizer.json", .unexpectedEnd(offset: 0)))
        #expect(Self.error(of: []).map(\.description) == "tokenizer.json: the text ends too early at byte 0")
        #expect(Self.error(of: Array("[]".utf8)) == .wrongKind(path: "tokenizer.json", found: "an array", expected: "an object"))
        let limit = TokenizerLimits.maxFileBytes
        let large = [UInt8](repeating: UInt8(ascii: " "), count: limit + 1)
        #expect(Self.error(of: large) == .fileTooLarge(path: "tokenizer.json", bytes: limit + 1, limit: limit))
        let twice = String(decoding: TinyTokenizer.bytes(TinyTokenizer.file), as: UTF8.self).replacing("\"##b\":3", with: "\"a\":3")
        guard case .malformedJSON(_, .duplicateKey("a", _)) = Self.error(of: Array(twice.utf8)) else {
            return #expect(Bool(false), "a token that stands twice is refused")
        }
    }

    @Test("more entries than allowed are refused")
    func counts() {
        let entries = (0...TokenizerLimits.maxEntries).map { ("\($0)", JSONValue.int($0)) }
        let vocabulary = JSONWriter.compact(replacing("model.vocab", in: .object(TinyTokenizer.file), .object(JSONObject(entries))))
        #expect(Self.error(of: vocabulary) == .tooManyEntries(path: "tokenizer.json: model.vocab", count: 1_000_001, limit: 1_000_000))
        let tokens = (0...TokenizerLimits.maxAddedTokens).map { TinyTokenizer.added($0 + 10, "<\($0)>") }
        let added = JSONWriter.compact(replacing("added_tokens", in: .object(TinyTokenizer.file), .array(tokens)))
        #expect(Self.error(of: added) == .tooManyEntries(path: "tokenizer.json: added_tokens", count: 10_001, limit: 10_000))
    }

    @Test("entries that differ only in composition are two tokens")
    func composition() throws {
        let vocabulary: JSONValue = ["[UNK]": 0, "[CLS]": 1, "\u{E9}": 2, "e\u{301}": 3]
        var file = TinyTokenizer.file
        file["normalizer"] = nil
        file["added_tokens"] = []
        let json = replacing("model.vocab", in: .object(file), vocabulary)
        let tokenizer = try Tokenizer(tokenizerJSON: JSONWriter.compact(json))
        #expect(tokenizer.encode("\u{E9} e\u{301}").ids == [1, 2, 3, 1])
    }

    static func error(of bytes: [UInt8]) -> TokenizationError? {
        do throws(TokenizationError) {
            _ = try Tokenizer(tokenizerJSON: bytes)
            return nil
        } catch { return error }
    }
}
