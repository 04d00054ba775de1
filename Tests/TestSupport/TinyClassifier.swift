import Foundation
package import JSONParsing

/// A copy of one of the tiny random text classifiers of the goldens, laid out as Hugging Face does, with a tokenizer for its 48 ids.
///
/// It has 16 dimensions, six outputs, and takes at most 24 tokens. `calm` is one token; `alarm` is one token or several.
package struct TinyClassifier {
    package enum Family: String, CaseIterable, Sendable {
        case bert, roberta, distilbert
    }

    /// The ids of `calm alarm`, special tokens included.
    package static func ids(_ family: Family) -> [Int32] {
        switch family {
        case .bert, .distilbert: [2, 44, 45, 3]
        case .roberta: [0, 33, 30, 4, 15, 4, 21, 16, 2]
        }
    }

    private let place: TemporaryFolder
    package var path: String { place.path }

    /// - Parameter labels: For `id2label`; nil leaves it out, as transformers does where labels have no names.
    package init(_ family: Family = .bert, labels: [String]?) throws {
        place = try TemporaryFolder()
        for name in ["config.json", "model.safetensors"] {
            try write(try Goldens.data("finetuning/\(family.rawValue)-classifier/model/\(name)"), name)
        }
        try editConfig { config in
            let members = labels?.enumerated().map { row in ("\(row.offset)", JSONValue.string(row.element)) }
            config["id2label"] = members.map { JSONValue.object(JSONObject($0)) }
            config["label2id"] = nil
        }
        switch family {
        case .bert, .distilbert: try write(Data(Self.wordPieces.joined(separator: "\n").utf8), "vocab.txt")
        case .roberta:
            let members = Self.bytePairs.enumerated().map { row in (row.element, JSONValue.int(row.offset)) }
            try write(Data(JSONWriter.compact(.object(JSONObject(members)))), "vocab.json")
            try write(Data("#version: 0.2\nc a\nca l\ncal m\nĠ calm\n".utf8), "merges.txt")
        }
    }

    private static let wordPieces: [String] = {
        let letters = "abcdefghijklmnopqrst".map(String.init)
        return ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + letters + letters.map { "##" + $0 } + ["calm", "alarm"]
    }()

    private static let bytePairs: [String] = {
        let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
        return ["<s>", "<pad>", "</s>", "<unk>"] + letters + ["Ġ", "ca", "cal", "calm", "Ġcalm"]
    }()

    package func editConfig(_ change: (inout JSONObject) -> Void) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path + "/config.json"))
        var object = try JSONParser.parse([UInt8](bytes)).object ?? JSONObject()
        change(&object)
        try write(Data(JSONWriter.pretty(.object(object))), "config.json")
    }

    private func write(_ data: Data, _ name: String) throws {
        try data.write(to: URL(fileURLWithPath: path + "/" + name))
    }
}
