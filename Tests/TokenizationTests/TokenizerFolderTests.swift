import Foundation
import JSONParsing
import TestSupport
import Testing
import Tokenization

struct TokenizerFolderTests {
    @Test("a cased vocabulary with its configuration gives the ids of the reference")
    func casedVocabulary() throws {
        let expected = try TokenizationGoldens.trained("bert-cased")
        #expect(expected.count >= 2500)
        TokenizationGoldens.expect(try Tokenizer(folder: TokenizationGoldens.folder("bert-cased")), gives: expected)
    }

    @Test("vocabulary and merges alone give the ids of the reference's tokenizer.json, with and without a space before the text")
    func vocabularyAndMerges() throws {
        let folder = try TemporaryFolder()
        for name in ["vocab.json", "merges.txt"] { try write(name, TokenizationGoldens.bytes("roberta/\(name)"), in: folder) }
        let expected = try TokenizationGoldens.trained("roberta") + TokenizationGoldens.byteStrings("roberta")
        #expect(expected.count >= 3000)
        TokenizationGoldens.expect(try Tokenizer(folder: folder.path), gives: expected)
        try write("tokenizer_config.json", Array(#"{"add_prefix_space": true, "mask_token": {"content": "<mask>"}}"#.utf8), in: folder)
        TokenizationGoldens.expect(try Tokenizer(folder: folder.path), gives: try TokenizationGoldens.byteStrings("prefixed"))
    }

    @Test("the tokenizer.json that transformers makes of vocabulary and merges gives the same ids", arguments: ["roberta", "prefixed"])
    func converted(name: String) throws {
        let source = try JSONParser.parse(TokenizationGoldens.bytes("roberta/tokenizer.json"))
        let model = try #require(source.object?["model"]?.object)
        let fileName = name == "roberta" ? "converted.json" : "converted-prefixed.json"
        var file = try JSONParser.parse(TokenizationGoldens.bytes("roberta/\(fileName)"))
        for key in ["vocab", "merges"] { file = replacing("model.\(key)", in: file, model[key]) }
        let folder = try TemporaryFolder()
        try write("tokenizer.json", JSONWriter.compact(file), in: folder)
        // It does not take the white space before <mask> along.
        let expected = try TokenizationGoldens.byteStrings(name).filter { !$0.text.contains("<mask>") }
        #expect(expected.count >= 300)
        TokenizationGoldens.expect(try Tokenizer(folder: folder.path), gives: expected)
    }

    @Test("tokenizer.json goes before vocabularies, and a vocab.json before a vocab.txt")
    func precedence() throws {
        let folder = try TemporaryFolder()
        try write("vocab.txt", Array("[UNK]\n[CLS]\n[SEP]\na\n".utf8), in: folder)
        #expect(try Tokenizer(folder: folder.path).encode("a").ids == [1, 3, 2])
        try write("vocab.json", MergeTableReadingTests.vocabulary, in: folder)
        try write("merges.txt", [], in: folder)
        #expect(try Tokenizer(folder: folder.path).encode("a").ids == [0, 2, 1])
        try write("tokenizer.json", TinyTokenizer.bytes(TinyTokenizer.bytePairs), in: folder)
        #expect(try Tokenizer(folder: folder.path).encode("a").ids == [0, 7, 0])
    }

    static let configurations: [(String?, [Int32])] = [
        (nil, [4, 9, 6]), ("{}", [4, 9, 6]), (#"{"do_lower_case": true}"#, [4, 9, 6]), (#"{"do_lower_case": null}"#, [4, 9, 6]),
        (#"{"do_lower_case": false}"#, [3, 5, 6]), (#"{"do_lower_case": false, "strip_accents": true}"#, [3, 9, 6]),
        (#"{"strip_accents": false}"#, [4, 5, 6]), (#"{"do_lower_case": false, "strip_accents": null}"#, [3, 5, 6]),
        (#"{"tokenize_chinese_chars": false}"#, [4, 9, 7]), (#"{"unk_token": "[UNK]", "model_max_length": 1e30}"#, [4, 9, 6]),
    ]

    @Test("a configuration says what becomes of capitals, accents and ideographs", arguments: configurations)
    func configuration(json: String?, ids: [Int32]) throws {
        let folder = try TemporaryFolder()
        try write("vocab.txt", Array("[UNK]\n[CLS]\n[SEP]\nA\na\né\n中\n中x\nx\ne\n".utf8), in: folder)
        if let json { try write("tokenizer_config.json", Array(json.utf8), in: folder) }
        // An ideograph that stands alone is a word, with what follows another.
        let found = try Tokenizer(folder: folder.path).encode("A é 中x").ids
        #expect(found == [1] + ids + (ids.last == 6 ? [8] : []) + [2])
    }

    static let refused: [([String: String], TokenizationError)] = [
        (["vocab.json": "{}"], .tokenNotInVocabulary(path: "vocab.json", token: "<s>")),
        (["vocab.json": "[]"], .wrongKind(path: "vocab.json", found: "an array", expected: "an object")),
        (["vocab.json": #"{"<s>": 0, "a": "b"}"#], .wrongKind(path: "vocab.json", found: "a string", expected: "an integer")),
        (["vocab.json": "{"], .malformedJSON(path: "vocab.json", .unexpectedEnd(offset: 1))),
        (
            ["vocab.json": #"{"<s>": 0, "</s>": 1}"#, "tokenizer_config.json": #"{"cls_token": "[CLS]"}"#],
            .unsupported(path: "tokenizer_config.json", setting: "cls_token", found: "[CLS]", supported: ["<s>"])
        ),
        (
            ["vocab.txt": "[UNK]\n[CLS]\n[SEP]\n", "tokenizer_config.json": #"{"unk_token": {"content": "<unk>"}}"#],
            .unsupported(path: "tokenizer_config.json", setting: "unk_token", found: "<unk>", supported: ["[UNK]"])
        ),
        (
            ["vocab.txt": "[UNK]\n[CLS]\n[SEP]\n", "tokenizer_config.json": #"{"do_lower_case": "no"}"#],
            .wrongKind(path: "tokenizer_config.json: do_lower_case", found: "a string", expected: "a boolean")
        ),
        (
            ["vocab.txt": "[UNK]\n[CLS]\n[SEP]\n", "tokenizer_config.json": ""],
            .malformedJSON(path: "tokenizer_config.json", .unexpectedEnd(offset: 0))
        ),
    ]

    @Test("a folder whose files cannot be used is refused with the file and the reason", arguments: refused)
    func refuses(files: [String: String], error: TokenizationError) throws {
        let folder = try TemporaryFolder()
        try write("merges.txt", [], in: folder)
        for (name, content) in files { try write(name, Array(content.utf8), in: folder) }
        #expect(throws: error) { try Tokenizer(folder: folder.path) }
    }

    @Test("files that are missing or too large are named")
    func missingFiles() throws {
        let folder = try TemporaryFolder()
        func message() -> String? {
            do throws(TokenizationError) {
                _ = try Tokenizer(folder: folder.path)
                return nil
            } catch { return error.description }
        }
        #expect(message() == "'\(folder.path)' has no tokenizer.json, no vocab.json and no vocab.txt")
        try write("vocab.json", MergeTableReadingTests.vocabulary, in: folder)
        #expect(message() == "'\(folder.path)' has no merges.txt, which vocab.json needs")
        let large = [UInt8](repeating: 0x20, count: TokenizerLimits.maxFileBytes + 1)
        try write("tokenizer.json", large, in: folder)
        #expect(message() == "'\(folder.path)/tokenizer.json' has \(large.count) bytes, at most \(large.count - 1) are allowed")
    }

    private func write(_ name: String, _ bytes: [UInt8], in folder: TemporaryFolder) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/" + name))
    }
}
