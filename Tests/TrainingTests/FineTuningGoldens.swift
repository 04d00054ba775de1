import Encoders
import Foundation
import JSONParsing
import Kernels
import Tensors
import TestSupport
import Training

/// A tiny random model of the goldens, with a batch and what PyTorch makes of it.
struct FineTuningGolden {
    static let cases = ["bert-pooled", "bert-cls-pooled", "bert-classifier", "roberta-classifier", "distilbert-classifier"]

    let name: String
    let sequences: [[Int32]]
    let labels: [Int]

    init(_ name: String) throws {
        self.name = name
        let batch = try JSONParser.parse(Array(Goldens.data("finetuning/\(name)/batch.json"))).object ?? JSONObject()
        sequences = (batch["ids"]?.array ?? []).map { ($0.array ?? []).compactMap { $0.int.map(Int32.init) } }
        labels = (batch["labels"]?.array ?? []).compactMap(\.int)
    }

    var folder: String { Goldens.folder.path + "/finetuning/\(name)" }

    var head: ModelParameters.HeadKind {
        switch name {
        case "bert-pooled": .pooled(.mean, isNormalized: true)
        case "bert-cls-pooled": .pooled(.cls, isNormalized: false)
        default: .classifier
        }
    }

    /// The golden model, its head included.
    func parameters() throws -> ModelParameters {
        var generator = SplitMix64(seed: 1)
        let parameters = try ModelParameters(folder: folder + "/model", head: head, classes: 6, using: &generator)
        guard head != .classifier else { return parameters }
        let file = try SafetensorsFile(reading: folder + "/head.safetensors")
        for (name, target) in parameters.denseTensors {
            let tensor = try file.tensor(name, shape: target.shape)
            target.storage.pointer.update(from: tensor.storage.pointer, count: tensor.count)
        }
        return parameters
    }

    var examples: FineTuneExamples {
        get throws { try FineTuneExamples(sequences: sequences, targets: TrainingTargets(labels: labels, classCount: 6)) }
    }

    func expected() throws -> SafetensorsFile { try SafetensorsFile(reading: folder + "/expected.safetensors") }

    /// The losses of a trajectory.
    func trajectory(_ name: String) throws -> [Double]? {
        try JSONParser.parse(Array(Goldens.data("finetuning/\(self.name)/trajectory.json"))).object?[name]?.array?.compactMap(\.double)
    }
}
