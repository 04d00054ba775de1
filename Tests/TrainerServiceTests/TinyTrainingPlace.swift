import ConsolePrograms
import DurableFiles
import Foundation
import LabeledData
import TestSupport

/// A folder with a tiny base and data of its own language, in which a training takes seconds.
struct TinyTrainingPlace {
    let folder: TemporaryFolder
    var path: String { folder.path }
    var base: String { path + "/base" }
    var data: String { path + "/rows.tsv" }
    var prior: String { path + "/prior.tsv" }

    private static let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)

    /// - Parameter pools: Whether the base says how to pool; a plain encoder gets a head for classification.
    init(pools: Bool = true) throws {
        folder = try TemporaryFolder()
        let golden = Goldens.folder.path + "/encoders/tiny"
        try makeFolder(base)
        if pools {
            for name in ["1_Pooling", "2_Normalize"] {
                try makeFolder(base + "/" + name)
                try copyFile(from: "\(golden)/layouts/mean-normalize/\(name)/config.json", to: "\(base)/\(name)/config.json")
            }
            try copyFile(from: golden + "/layouts/mean-normalize/modules.json", to: base + "/modules.json")
        }
        for name in ["config.json", "model.safetensors"] { try copyFile(from: "\(golden)/model/\(name)", to: "\(base)/\(name)") }
        let vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + Self.letters + Self.letters.map { "##" + $0 }
        try writeFile(base + "/vocab.txt", Array((vocabulary.joined(separator: "\n") + "\n").utf8))
        try writeFile(data, Array(Self.table(rows: 0..<10, ids: true).utf8))
        try writeFile(prior, Array(Self.table(rows: 10..<18, ids: false).utf8))
    }

    /// Different rows of every class, of letters that only this class has but for the last; with ids, rows 8 and 9 share one with row 7.
    static func table(rows: Range<Int>, ids: Bool) -> String {
        var lines = [ids ? "id\ttext\tlabel" : "text\tlabel"]
        for label in SafetyClass.allCases {
            for number in rows {
                let text = text(label, number)
                lines.append((ids ? "\(label.index)-\(min(number, 7))\t" : "") + text + "\t" + label.name)
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Four words of letters that only this class has, and a last letter that is any.
    static func text(_ label: SafetyClass, _ number: Int) -> String {
        let own = Array(letters[(4 * label.index)..<(4 * label.index + 4)])
        let words = (0..<4).map { own[(number + $0) % 4] + own[(number / 4 + $0) % 4] }
        return words.joined(separator: " ") + " " + letters[number % 26]
    }

    /// What the first letter of a text says.
    static func label(of text: String) -> SafetyClass? {
        letters.firstIndex { text.hasPrefix($0) }.flatMap { $0 / 4 < SafetyClass.count ? SafetyClass.allCases[$0 / 4] : nil }
    }

    func train(_ more: [String]) throws {
        try run(["train", "--base", base, "--train", data, "--dev", data, "--max-length", "24", "--threads", "2"] + more)
    }
}
