import Encoders
import Foundation
import JSONParsing
import Kernels
import Tensors
import TestSupport

/// The tiny random classifier of a family, and what transformers computes with it.
extension TinyEncoder {
    typealias NamedTensors = [(name: String, tensor: Tensor)]

    /// The folder as transformers saves it: configuration and weights, nothing of sentence-transformers.
    init(classifier family: EncoderFamily) throws {
        for file in ["config.json", "model.safetensors"] { try write(Goldens.data(Self.golden(family) + "/model/" + file), file) }
    }

    static func sequences(of family: EncoderFamily) throws -> [[Int32]] {
        let object = try JSONParser.parse(String(decoding: Goldens.data(golden(family) + "/batch.json"), as: UTF8.self)).object
        return object?["ids"]?.array?.map { $0.array?.compactMap { $0.int.map(Int32.init) } ?? [] } ?? []
    }

    static func logits(of family: EncoderFamily) throws -> [Float] {
        try SafetensorsFile(reading: Goldens.folder.appendingPathComponent(golden(family) + "/expected.safetensors").path)
            .tensor("logits").array
    }

    static func states(of family: EncoderFamily) throws -> SafetensorsFile {
        let path = "encoders/families/\(family.rawValue)-classifier.safetensors"
        return try SafetensorsFile(reading: Goldens.folder.appendingPathComponent(path).path)
    }

    private static func golden(_ family: EncoderFamily) -> String { "finetuning/\(family.rawValue)-classifier" }

    /// The weights of the folder.
    func tensors(_ file: String = "model.safetensors") throws -> NamedTensors {
        let source = try SafetensorsFile(reading: path + "/" + file)
        return try source.names.map { ($0, try source.tensor($0)) }
    }

    /// Leaves the encoder alone, without the head for classification that lies outside it.
    func removeClassifier() throws {
        try rewrite { $0.removeAll { $0.name.hasPrefix("classifier") || $0.name.hasPrefix("pre_classifier") } }
    }

    /// What the folder makes of the sequences of its family: `[8, C]`, or `[8, H]` where `layout` is given.
    func run(_ family: EncoderFamily, layout: SentenceLayout? = nil) throws -> [Float] {
        try SentenceEncoder(folder: path, layout: layout).run(family)
    }
}

extension SentenceEncoder {
    /// Logits where there is a head, embeddings where there is none.
    func run(_ family: EncoderFamily) throws -> [Float] {
        let workspace = EncoderWorkspace(for: self, maxTokens: 100, maxSequences: 8)
        let batch = RaggedBatch(try TinyEncoder.sequences(of: family))
        return head == nil
            ? try embed(batch, workspace: workspace) { Array($0) } : try logits(batch, workspace: workspace) { Array($0) }
    }
}

/// Random numbers that are the same on every run.
///
/// Source: Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators".
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
