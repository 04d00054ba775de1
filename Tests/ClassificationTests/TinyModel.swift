import Foundation
import Classification
import DurableFiles
import JSONParsing
import LabeledData
import Tensors
import TestSupport

/// The tiny random BERT of the goldens with a vocabulary of letters and two words, six labels and a head: a model that a test may spoil.
struct TinyModel {
    /// Every string of letters tokenizes; each of these words is one token.
    static let words = ["calm", "alarm"]
    static let vocabulary: [String] = {
        let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
        return ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + letters + letters.map { "##" + $0 } + words
    }()
    static let hiddenSize = 32

    let place: TemporaryFolder
    var path: String { place.path }

    init() throws {
        place = try TemporaryFolder()
        let golden = Goldens.folder.path + "/encoders/tiny"
        for name in ["1_Pooling", "2_Normalize", "3_Dense"] {
            try makeFolder(path + "/" + name)
            try copyFile(from: "\(golden)/layouts/mean-normalize-dense/\(name)/config.json", to: "\(path)/\(name)/config.json")
        }
        try copyFile(from: golden + "/layouts/mean-normalize-dense/modules.json", to: path + "/modules.json")
        try copyFile(from: golden + "/model/config.json", to: path + "/config.json")
        try copyFile(from: golden + "/model/model.safetensors", to: path + "/model.safetensors")
        try copyFile(from: golden + "/head.safetensors", to: path + "/3_Dense/model.safetensors")
        try setLabels(SafetyClass.names)
        try setVocabulary(Self.vocabulary)
    }

    func write(_ text: String, _ name: String) throws { try writeFile(path + "/" + name, Array(text.utf8)) }

    func setVocabulary(_ tokens: [String]) throws { try write(tokens.joined(separator: "\n") + "\n", "vocab.txt") }

    func setLabels(_ labels: [String]) throws {
        try setLabels(json: .object(JSONObject(labels.enumerated().map { ("\($0)", .string($1)) })))
    }

    /// - Parameter json: What `id2label` shall be; nil takes it away.
    func setLabels(json: JSONValue?) throws { try edit("config.json") { $0["id2label"] = json } }

    func setMaxSequenceLength(_ tokens: Int) throws { try write("{\"max_seq_length\":\(tokens)}", "sentence_bert_config.json") }

    func edit(_ name: String, _ change: (inout JSONObject) -> Void) throws {
        var object = try JSONParser.parse(try readFile(path + "/" + name, limitBytes: 1 << 20)).object ?? JSONObject()
        change(&object)
        try writeFile(path + "/" + name, JSONWriter.pretty(.object(object)))
    }

    /// A head whose first class tells `alarming` from `calm` by 8 logits; the other classes have the logit 0.
    func setHead(alarming: String, calm: String) throws {
        let embedder = try TextEmbedder(folder: path)
        let (high, low) = (try embedder.embed(alarming), try embedder.embed(calm))
        let cosine = zip(high, low).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        let gain = 4 / (1 - cosine)
        let row = zip(high, low).map { gain * ($0 - $1) }
        let zeros = [Float](repeating: 0, count: 5 * Self.hiddenSize)
        try writeSafetensors(
            [
                (name: "linear.bias", tensor: Tensor.zeros([6])),
                (name: "linear.weight", tensor: Tensor(shape: [6, Self.hiddenSize], row + zeros)),
            ], to: path + "/3_Dense/model.safetensors")
    }

    /// Writes a self-test of ten texts a class with what the model says now.
    func writeSelfTest(spoiling spoiledRow: Int? = nil) throws {
        let model = try Classifier(.folder(path))
        let workspace = model.makeWorkspace(maxTokens: model.limits.windowTokens, maxSequences: 1)
        var rows: [SelfTest.Row] = []
        for index in 0..<60 {
            let text = String(repeating: "calm ", count: 1 + index % 7) + "alarm" + String(repeating: "x", count: index)
            var logits = try model.firstWindowLogits(text, workspace: workspace)
            if index == spoiledRow { logits[3] += 0.01 }
            rows.append(SelfTest.Row(text: text, label: model.labels[index % 6], logits: logits))
        }
        try writeFile(path + "/" + SelfTest.fileName, SelfTest(rows: rows).bytes)
    }

    /// Makes the folder a bundle of what it holds now.
    @discardableResult
    func seal(
        labels: [String] = SafetyClass.names, maxTokens: Int = 128, calibration: ScoreCalibration? = nil, exits: [BundleExit] = []
    ) throws -> BundleManifest {
        let digests = try bundleDigests(of: path)
        var manifest = SyntheticBundle.describe(BundleID(created: UTCTime(secondsSince1970: 0), digests: digests), digests)
        manifest.labels = labels
        manifest.thresholds = [:]
        manifest.maxTokens = maxTokens
        manifest.calibration = calibration ?? ScoreCalibration.none(labelCount: labels.count)
        manifest.exits = exits
        try writeFile(path + "/picket.json", JSONWriter.pretty(manifest.json))
        return manifest
    }
}
