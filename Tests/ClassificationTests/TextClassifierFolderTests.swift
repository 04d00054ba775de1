import Classification
import DurableFiles
import Foundation
import JSONParsing
import Tensors
import TestSupport
import Testing

/// Folders of text classifiers as transformers saves them, with labels that are not ours.
struct TextClassifierFolderTests {
    static let labels = ["joy", "very bad", "Zorn", "好", "a.b", "x"]

    private static func text(_ words: Int) -> String {
        (0..<words).map { $0 % 7 == 3 ? "alarm" : "calm" }.joined(separator: " ")
    }

    @Test("a folder of each family gives verdicts under its own labels", arguments: TinyClassifier.Family.allCases)
    func verdicts(family: TinyClassifier.Family) throws {
        let folder = try TinyClassifier(family, labels: Self.labels)
        let model = try Classifier(.folder(folder.path))
        #expect(model.labels == Self.labels && model.name == lastComponent(of: folder.path) && model.manifest == nil)
        #expect(model.limits.windowTokens == 24 && model.minWindowTokens == 3)
        try model.selfTest()
        #expect(try model.tokenize("calm alarm").windows == [TinyClassifier.ids(family)])

        let workspace = model.makeWorkspace(maxTokens: 24, maxSequences: 1)
        let (verdict, logits) = try model.verdictAndLogits("calm alarm", workspace: workspace)
        #expect(try model.firstWindowLogits("calm alarm", workspace: workspace) == logits)
        #expect(verdict.scores == ScoreCalibration.none(labelCount: 6).probabilities(logits))
        let best = try #require(logits.indices.max { logits[$0] < logits[$1] })
        #expect(verdict.label == Self.labels[best] && verdict.confidence == verdict.scores[best])
        let others = try model.firstWindowLogits("alarm", workspace: workspace)
        #expect(distance(others, logits) > 1e-3)
    }

    @Test("its logits are those of transformers", arguments: TinyClassifier.Family.allCases)
    func logits(family: TinyClassifier.Family) throws {
        let golden = "finetuning/\(family.rawValue)-classifier/"
        let batch = try JSONParser.parse([UInt8](try Goldens.data(golden + "batch.json")))
        let windows = try #require(batch.object?["ids"]?.array).map { row in (row.array ?? []).compactMap(\.int).map { Int32($0) } }
        let file = try SafetensorsFile(reading: Goldens.folder.path + "/" + golden + "expected.safetensors")
        let expected = try file.tensor("logits", shape: [8, 6]).array
        let folder = try TinyClassifier(family, labels: Self.labels)
        let model = try Classifier(.folder(folder.path))
        var found: [Float] = []
        try model.logits(of: windows, workspace: model.makeWorkspace(maxTokens: 256, maxSequences: 8)) { _, row in
            found += Array(row)
        }
        #expect(found.count == 48 && distance(found, expected) < 1e-4)
    }

    @Test("in a long text every foreign label takes the highest score of its windows", arguments: TinyClassifier.Family.allCases)
    func windows(family: TinyClassifier.Family) throws {
        let folder = try TinyClassifier(family, labels: Self.labels)
        let model = try Classifier(.folder(folder.path))
        let workspace = model.makeWorkspace(maxTokens: 24, maxSequences: 1)
        let windows = try model.tokenize(Self.text(60)).windows
        #expect(windows.count > 2 && windows.allSatisfy { $0.count <= 24 })
        var highest = [Float](repeating: 0, count: 6)
        for window in windows {
            try model.probabilities(of: CollectionOfOne(window), workspace: workspace) { _, scores, _, _ in
                highest = zip(highest, scores).map { max($0, $1) }
            }
        }
        let (verdict, logits) = try model.verdictAndLogits(Self.text(60), workspace: workspace)
        #expect(verdict.scores == highest && verdict.windows == windows.count)
        #expect(try model.firstWindowLogits(Self.text(60), workspace: workspace) == logits)
    }

    @Test("such a folder gives embeddings too", arguments: TinyClassifier.Family.allCases)
    func embeds(family: TinyClassifier.Family) throws {
        let folder = try TinyClassifier(family, labels: nil)
        let embedder = try TextEmbedder(folder: folder.path)
        #expect(embedder.dimension == 16 && embedder.maxTokens == 24)
        let calm = try embedder.embed("calm")
        let alarm = try embedder.embed("alarm")
        #expect(calm.count == 16 && distance(calm, alarm) > 1e-3)
        #expect(try embedder.embed(Self.text(60)).count == 16)
    }

    /// Gives the model a head of `outputs` outputs, all zero.
    private static func setOutputs(_ outputs: Int, of folder: TinyClassifier) throws {
        let path = folder.path + "/model.safetensors"
        let file = try SafetensorsFile(reading: path)
        var tensors: [(name: String, tensor: Tensor)] = []
        for name in file.names {
            if name == "classifier.weight" {
                tensors.append((name: name, tensor: Tensor.zeros([outputs, 16])))
            } else if name == "classifier.bias" {
                tensors.append((name: name, tensor: Tensor.zeros([outputs])))
            } else {
                tensors.append((name: name, tensor: try file.tensor(name)))
            }
        }
        try writeSafetensors(tensors, to: path)
    }

    @Test("labels without names are counted from LABEL_0, as many as the head has outputs", arguments: [2, 3, 12])
    func unnamed(outputs: Int) throws {
        let folder = try TinyClassifier(.bert, labels: nil)
        try Self.setOutputs(outputs, of: folder)
        let model = try Classifier(.folder(folder.path))
        #expect(model.labels == (0..<outputs).map { "LABEL_\($0)" })
        let verdict = try model.verdict("calm", workspace: model.makeWorkspace(maxTokens: 24, maxSequences: 1))
        #expect(verdict.scores.count == outputs && abs(verdict.scores.reduce(0, +) - 1) < 1e-5)
    }

    @Test("a regression is refused, whether it names its output or not")
    func regression() throws {
        let folder = try TinyClassifier(.bert, labels: nil)
        try Self.setOutputs(1, of: folder)
        let reason = "the head has one output: that is a regression, which has no classes"
        #expect(throws: ClassificationError.labels(reason: reason)) { try Classifier(.folder(folder.path)) }
        try folder.editConfig { $0["id2label"] = ["0": "LABEL_0"] }
        let named = "config.json: 'id2label' must name at least two labels, found 1"
        #expect(throws: ClassificationError.labels(reason: named)) { try Classifier(.folder(folder.path)) }
    }

    @Test("a classifier whose labels do not exclude each other is refused by the field that says so")
    func multiLabel() throws {
        let folder = try TinyClassifier(.bert, labels: Self.labels)
        try folder.editConfig { $0["problem_type"] = "multi_label_classification" }
        let reason = "config.json: 'problem_type' is \"multi_label_classification\", expected single_label_classification"
        #expect(throws: ClassificationError.encoder(reason: reason)) { try Classifier(.folder(folder.path)) }
        try folder.editConfig { $0["problem_type"] = "single_label_classification" }
        #expect(try Classifier(.folder(folder.path)).labels == Self.labels)
    }

    @Test("an encoder without the head is no classifier")
    func noHead() throws {
        let folder = try TinyClassifier(.bert, labels: Self.labels)
        try removeFolder(folder.path + "/model.safetensors")
        let weights = Goldens.folder.path + "/finetuning/bert-pooled/model/model.safetensors"
        try copyFile(from: weights, to: folder.path + "/model.safetensors")
        #expect(throws: ClassificationError.encoder(reason: "the model has no classification head")) {
            try Classifier(.folder(folder.path))
        }
    }
}
