import Foundation
import Classification
import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData
import TestSupport
import Testing

/// A training of seconds, from data files to a bundle, on the tiny random BERT of the goldens.
struct TrainCommandTests {
    private let place: TemporaryFolder
    private var base: String { place.path + "/base" }
    private var data: String { place.path + "/rows.tsv" }

    init() throws {
        place = try TemporaryFolder()
        let golden = Goldens.folder.path + "/encoders/tiny"
        for name in ["1_Pooling", "2_Normalize"] {
            try makeFolder(place.path + "/base/" + name)
            try copyFile(from: "\(golden)/layouts/mean-normalize/\(name)/config.json", to: "\(base)/\(name)/config.json")
        }
        try copyFile(from: golden + "/layouts/mean-normalize/modules.json", to: base + "/modules.json")
        for name in ["config.json", "model.safetensors"] { try copyFile(from: "\(golden)/model/\(name)", to: "\(base)/\(name)") }
        let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
        let vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + letters + letters.map { "##" + $0 }
        try writeFile(base + "/vocab.txt", Array((vocabulary.joined(separator: "\n") + "\n").utf8))
        try writeFile(data, Array(Self.rows(letters).joined(separator: "\n").utf8))
    }

    /// Ten different rows a class, of letters that only this class has but for the last.
    private static func rows(_ letters: [String]) -> [String] {
        var lines = ["text\tlabel"]
        for label in SafetyClass.allCases {
            let own = Array(letters[(4 * label.index)..<(4 * label.index + 4)])
            for number in 0..<10 {
                let words = (0..<4).map { own[(number + $0) % 4] + own[(number / 4 + $0) % 4] }
                lines.append(words.joined(separator: " ") + " " + letters[number] + "\t" + label.name)
            }
        }
        return lines
    }

    private func train(_ more: [String]) throws {
        try run(
            ["train", "--base", base, "--train", data, "--dev", data, "--max-length", "32", "--threads", "2", "--recipe", "probe"] + more)
    }

    @Test("the same files and the same seed give the same weights, in a bundle that verifies, passes its self-test and can be measured")
    func reproducible() throws {
        let (first, second) = (place.path + "/first", place.path + "/second")
        try train(["--out", first, "--seed", "7"])
        try train(["--out", second, "--seed", "7"])
        #expect(try names(in: place.path) == ["base", "first", "rows.tsv", "second"])
        let (a, b) = (try verifyBundle(first), try verifyBundle(second))
        #expect(a.files == b.files)
        #expect(a.labels == SafetyClass.names && a.maxTokens == 32)
        #expect(a.trainingData["rows"]?.int == 60 && a.recipe["seed"]?.int == 7)

        try Classifier(.bundle(first)).selfTest()
        try run(["evaluate", "--model", first, "--data", data, "--threads", "2"])
    }

    @Test("a bundle goes into a models folder under its id, and becomes the champion only when that is asked for")
    func promotes() throws {
        let models = ModelsFolder(place.path + "/models")
        try train(["--models", models.path, "--seed", "1"])
        #expect(try models.bundles().count == 1)
        #expect(try models.bundle(.champion) == nil)
        try train(["--models", models.path, "--seed", "2", "--promote"])
        let champion = try models.champion()
        #expect(try verifyBundle(models.folder(of: champion)).recipe["seed"]?.int == 2)
    }

    @Test("a base that is not there, or has no pooling, is refused with its name, and nothing is written")
    func badBase() throws {
        let before = try names(in: place.path)
        let absent = try #require(throws: ProgramFailure.self) {
            try run([
                "train", "--base", place.path + "/none", "--train", data, "--dev", data, "--recipe", "probe", "--out", place.path + "/out",
            ])
        }
        #expect(absent.message.contains("/none"))
        try removeFolder(base + "/modules.json")
        let flat = try #require(throws: ProgramFailure.self) { try train(["--out", place.path + "/out"]) }
        #expect(flat.exit == .badConfiguration && flat.message.contains("modules.json"))
        #expect(try names(in: place.path) == before)
    }
}
