import Encoders
import Kernels
import Tensors
import Testing

struct PassHooksTests {
    @Test(
        "hooks see the embeddings, then every sum before it is normalized, and the pass is serving's", arguments: InstructionSet.available)
    func order(set: InstructionSet) throws {
        let tiny = try TinyEncoder(classifier: .bert)
        let parameters = try ModelParametersTests.load(tiny, .classifier)
        let encoder = try SentenceEncoder(folder: tiny.path, instructionSet: set)
        let batch = RaggedBatch(try TinyEncoder.sequences(of: .bert))
        let hooks = RecordingHooks(parameters.config, tokens: batch.tokenCount)
        let pass = ForwardPass(config: parameters.config, weights: parameters.makeWeights(), instructionSet: set)
        var states: [[Float]] = []
        batch.ids.withUnsafeBufferPointer { ids in
            batch.offsets.withUnsafeBufferPointer { offsets in
                _ = pass.run(ids: ids, offsets: offsets, hooks: hooks) { _, state in states.append(Array(state)) }
            }
        }
        #expect(
            hooks.seen == [nil, .attention(layer: 0), .output(layer: 0), .attention(layer: 1), .output(layer: 1)],
            "nil is the embeddings")
        #expect(hooks.rows == batch.tokenCount)
        var serving: [[Float]] = []
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 100, maxSequences: 8)
        try encoder.hiddenStates(batch, workspace: workspace) { _, state in serving.append(Array(state)) }
        #expect(states == serving)
    }

    /// Each layer has memory of its own, as in training.
    private final class RecordingHooks: PassHooks {
        private let layers: [[AlignedBuffer<Float>]]
        private let first: AlignedBuffer<Float>
        private let attention: Attention
        private(set) var seen: [NormPlace?] = []
        private(set) var rows = 0

        init(_ config: EncoderConfig, tokens: Int) {
            let hidden = config.hiddenSize
            first = AlignedBuffer(count: tokens * hidden)
            layers = (0..<config.numHiddenLayers).map { _ in
                [3 * hidden, hidden, hidden, config.intermediateSize, hidden].map { AlignedBuffer(count: tokens * $0) }
            }
            attention = Attention(heads: config.numAttentionHeads, headSize: config.headSize, maxSequenceLength: config.maxTokens)
        }

        var embedded: UnsafeMutablePointer<Float> { first.pointer }

        func buffers(layer: Int) -> LayerBuffers {
            let memory = layers[layer]
            return LayerBuffers(
                queryKeyValue: memory[0].pointer, context: memory[1].pointer, attended: memory[2].pointer,
                intermediate: memory[3].pointer, activated: memory[3].pointer, output: memory[4].pointer)
        }

        func attend(layer: Int, offsets: UnsafeBufferPointer<Int>, _ instructionSet: InstructionSet) {
            attention.apply(qkv: layers[layer][0].pointer, offsets: offsets, context: layers[layer][1].pointer, instructionSet)
        }

        func didEmbed(_ x: UnsafeMutablePointer<Float>, rows: Int) {
            seen.append(nil)
            self.rows = rows
        }

        func willAdd(_ place: NormPlace, _ x: UnsafeMutablePointer<Float>, rows: Int) { seen.append(place) }
    }
}
