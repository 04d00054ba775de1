import Encoders
import Tensors
import TestSupport
import Testing

struct SmoothingFactorsTests {
    @Test("factors found on texts are written, read back, and bring an outlier channel's embeddings nearer to float32")
    func calibrated() throws {
        let tiny = try TinyEncoder()
        // One channel of every state is made large: LayerNorm's beta is added to all tokens.
        try tiny.rewrite { tensors in
            for (name, tensor) in tensors where name.hasSuffix("LayerNorm.bias") { tensor.storage.pointer[3] += 40 }
        }
        let sequences = try TinyEncoder.sequences()
        let exact = try Self.embeddings(tiny.path, .float32)
        let plain = try distance(Self.embeddings(tiny.path, .int8), exact)
        let factors = try SmoothingFactors(calibrating: tiny.path, on: sequences)
        try writeSafetensors(factors.fileTensors, to: tiny.path + "/" + SmoothingFactors.fileName)
        let config = try EncoderConfig(folder: tiny.path)
        #expect(try SmoothingFactors(folder: tiny.path, config: config) == factors)
        let smooth = try distance(Self.embeddings(tiny.path, .int8), exact)
        #expect(smooth < plain / 2, "\(smooth) after \(plain)")
    }

    @Test("a folder without the file has none")
    func absent() throws {
        let tiny = try TinyEncoder()
        #expect(try SmoothingFactors(folder: tiny.path, config: EncoderConfig(folder: tiny.path)) == nil)
    }

    @Test("a tensor that is missing, too many, of another shape or out of range is named")
    func refused() throws {
        let tiny = try TinyEncoder()
        let good = try SmoothingFactors(calibrating: tiny.path, on: TinyEncoder.sequences()).fileTensors
        let name = good[0].name
        let size = good[0].tensor.count
        let spoiled: [(tensors: [(name: String, tensor: Tensor)], word: String)] = [
            (Array(good.dropFirst()), name), (good + [("layers.9.output", .zeros([2]))], "layers.9.output"),
            ([(name, Tensor.zeros([size + 1]))] + good.dropFirst(), name),
            ([(name, Tensor.zeros([size]))] + good.dropFirst(), "factors are from"),
            ([(name, Tensor(shape: [size], [Float](repeating: -1, count: size)))] + good.dropFirst(), "factors are from"),
            ([(name, Tensor(shape: [size], [Float](repeating: .nan, count: size)))] + good.dropFirst(), name),
        ]
        for (tensors, word) in spoiled {
            try writeSafetensors(tensors, to: tiny.path + "/" + SmoothingFactors.fileName)
            let error = #expect(throws: EncoderError.self) { try SentenceEncoder(folder: tiny.path, precision: .int8) }
            #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
        }
    }

    private static func embeddings(_ folder: String, _ precision: Precision) throws -> [Float] {
        let encoder = try SentenceEncoder(folder: folder, precision: precision)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 200, maxSequences: 16)
        return try encoder.embed(RaggedBatch(TinyEncoder.sequences()), workspace: workspace) { Array($0) }
    }
}
