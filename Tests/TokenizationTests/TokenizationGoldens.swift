import Foundation
import JSONParsing
import TestSupport
import Testing
import Tokenization

/// What Hugging Face `tokenizers` answered, from `Tests/Goldens/tokenization`.
enum TokenizationGoldens {
    /// The base encoder's folder, when the set-up has brought it.
    static let base: URL? = ProcessInfo.processInfo.environment["PICKET_BASE"].flatMap { path in
        let folder = URL(fileURLWithPath: path)
        return FileManager.default.fileExists(atPath: folder.appendingPathComponent("tokenizer.json").path) ? folder : nil
    }

    static func rows(_ name: String) throws -> [JSONObject] {
        try Goldens.data("tokenization/\(name)").split(separator: UInt8(ascii: "\n")).map { line in
            try #require(try JSONParser.parse(Array(line)).object)
        }
    }

    static func tokenizer(_ name: String) throws -> Tokenizer {
        try Tokenizer(tokenizerJSON: Array(try Goldens.data("tokenization/\(name)")))
    }

    static func bytes(_ name: String) throws -> [UInt8] { Array(try Goldens.data("tokenization/\(name)")) }

    /// The path of a folder in the way that Hugging Face writes model folders.
    static func folder(_ name: String) -> String { Goldens.folder.appendingPathComponent("tokenization/\(name)").path }

    /// Every text of `strings.jsonl`, and the ids that the tokenizer `name` of `trained.jsonl` gives it.
    static func trained(_ name: String) throws -> [(text: String, ids: [Int32])] {
        try zip(try rows("strings.jsonl"), try rows("trained.jsonl")).map { strings, trained in
            (try #require(strings["text"]?.string), try ids(trained[name]))
        }
    }

    /// Every text of `bytes-strings.jsonl`, and its ids without (`roberta`) or with a space before it (`prefixed`).
    static func byteStrings(_ name: String) throws -> [(text: String, ids: [Int32])] {
        try rows("bytes-strings.jsonl").map { (try #require($0["text"]?.string), try ids($0[name])) }
    }

    static func expect(_ tokenizer: Tokenizer, gives expected: [(text: String, ids: [Int32])], _ name: String = "") {
        for (text, expected) in expected {
            let ids = tokenizer.encode(text).ids
            if ids != expected {
                Issue.record("\(name) \(Array(text.unicodeScalars).map { String($0.value, radix: 16) }): \(ids), expected \(expected)")
            }
        }
    }

    /// Ids written with    /// Ids written with spaces between them.
    static func ids(_ value: JSONValue?) throws -> [Int32] {
        try #require(value?.string).split(separator: " ").compactMap { Int32($0) }
    }
}
