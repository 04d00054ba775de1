import Encoders
import Foundation
import JSONParsing
import Kernels
import Tensors
import TestSupport
import Testing

/// The real base encoder, in the folder that `PICKET_BASE` names.
private let basePath = ProcessInfo.processInfo.environment["PICKET_BASE"]

struct BaseEncoderTests {
    @Test(
        "embeddings of the real base agree with sentence-transformers within 1e-4, and those of a batch with those alone within 1e-5",
        .enabled(if: basePath != nil, "PICKET_BASE names no folder"), arguments: InstructionSet.available)
    func embeddings(set: InstructionSet) throws {
        let encoder = try SentenceEncoder(folder: try #require(basePath), instructionSet: set)
        #expect(encoder.maxSequenceLength >= 256 && encoder.config.vocabSize == 30_522 && encoder.isNormalized)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 2048, maxSequences: 64)
        let sequences = try Goldens.lines("encoders/base/texts.jsonl").map { line in
            try JSONParser.parse(line).object?["ids"]?.array?.compactMap { $0.int.map(Int32.init) } ?? []
        }
        let golden = try SafetensorsFile(reading: Goldens.folder.appendingPathComponent("encoders/base/embeddings.safetensors").path)
            .tensor("embeddings", shape: [40, 384]).array
        let together = try encoder.embed(RaggedBatch(sequences), workspace: workspace) { Array($0) }
        #expect(distance(together, golden) < 1e-4)
        let alone = try sequences.flatMap { try encoder.embed(RaggedBatch([$0]), workspace: workspace) { Array($0) } }
        #expect(distance(together, alone) < 1e-5)
    }
}
