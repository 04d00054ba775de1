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

    /// Ids written with spaces between them.
    static func ids(_ value: JSONValue?) throws -> [Int32] {
        try #require(value?.string).split(separator: " ").compactMap { Int32($0) }
    }
}
