import JSONParsing
import Tokenization

/// Tokenizers of a few tokens, for what the goldens do not reach.
enum TinyTokenizer {
    /// A valid file with most of what a file may have; tests change one thing in it.
    static let file = members([
        "version": "1.0", "truncation": nil, "padding": nil,
        "added_tokens": [
            added(0, "[UNK]"), added(4, "<x>", ["lstrip": true, "rstrip": true]), added(5, "Ab", ["normalized": true, "special": false]),
        ],
        "normalizer": [
            "type": "Sequence",
            "normalizers": [
                ["type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": nil, "lowercase": true],
                ["type": "Lowercase"],
            ],
        ],
        "pre_tokenizer": ["type": "BertPreTokenizer"],
        "post_processor": [
            "type": "TemplateProcessing",
            "single": [
                ["SpecialToken": ["id": "[CLS]", "type_id": 0]], ["Sequence": ["id": "A", "type_id": 0]],
                ["SpecialToken": ["id": "[CLS]", "type_id": 0]],
            ],
            "pair": [], "special_tokens": ["[CLS]": ["id": "[CLS]", "ids": [1], "tokens": ["[CLS]"]]],
        ],
        "decoder": nil,
        "model": [
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
            "vocab": ["[UNK]": 0, "[CLS]": 1, "a": 2, "##b": 3],
        ],
    ])

    /// A valid file of byte pairs, with a space before texts, an unknown token and bytes that have no token.
    static let bytePairs = members([
        "version": "1.0", "truncation": nil, "padding": nil,
        "added_tokens": [added(0, "<s>"), added(1, "<unk>"), added(20, "<mask>", ["lstrip": true])],
        "normalizer": nil,
        "pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true],
        "post_processor": [
            "type": "Sequence",
            "processors": [
                ["type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true],
                ["type": "RobertaProcessing", "sep": ["<s>", 0], "cls": ["<s>", 0], "trim_offsets": true, "add_prefix_space": true],
            ],
        ],
        "decoder": ["type": "ByteLevel"],
        "model": [
            "type": "BPE", "dropout": nil, "unk_token": "<unk>", "continuing_subword_prefix": "", "end_of_word_suffix": "",
            "fuse_unk": true, "byte_fallback": false, "ignore_merges": false,
            "vocab": ["<s>": 0, "<unk>": 1, "a": 2, "b": 3, "Ġ": 4, "ab": 5, "Ġab": 6, "Ġa": 7, "aĠ": 8],
            "merges": [["a", "b"], "Ġ ab", ["Ġ", "a"], "a Ġ"],
        ],
    ])

    /// The members of an object written as a literal.
    static func members(_ literal: JSONValue) -> JSONObject { literal.object ?? JSONObject() }

    static func bytes(_ file: JSONObject) -> [UInt8] { JSONWriter.compact(.object(file)) }

    static func added(_ id: Int, _ content: String, _ settings: JSONValue = [:]) -> JSONValue {
        var token = members([
            "id": .int(id), "content": .string(content), "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
            "special": true,
        ])
        for (key, value) in members(settings).members { token[key] = value }
        return .object(token)
    }

    /// A word may have any length; a piece of one is looked for from the root.
    static func unlimited() throws -> Tokenizer {
        var file = file
        file["model"] = [
            "type": "WordPiece", "unk_token": "u", "continuing_subword_prefix": "", "max_input_chars_per_word": 1_000_000_000,
            "vocab": ["zz": 0, "u": 1, "ab": 2, "abac": 3],
        ]
        file["added_tokens"] = []
        file["post_processor"] = nil
        return try Tokenizer(tokenizerJSON: bytes(file))
    }

    /// Spaces are tokens that take the spaces around them along.
    static func stripping() throws -> Tokenizer {
        var file = file
        file["added_tokens"] = [
            added(4, " ", ["lstrip": true, "rstrip": true]), added(5, "<x>", ["lstrip": true, "rstrip": true, "single_word": true]),
            added(6, "[", ["normalized": true, "lstrip": true, "rstrip": true]),
        ]
        file["normalizer"] = ["type": "NFD"]
        return try Tokenizer(tokenizerJSON: bytes(file))
    }

    /// Ids 4 to 9 belong to nothing.
    static func gap() throws -> Tokenizer {
        var file = file
        file["added_tokens"] = [added(10, "z")]
        return try Tokenizer(tokenizerJSON: bytes(file))
    }
}
