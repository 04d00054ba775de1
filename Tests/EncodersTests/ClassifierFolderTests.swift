import Encoders
import Kernels
import Tensors
import TestSupport
import Testing

/// Folders of transformers' …ForSequenceClassification, as `SentenceEncoder` loads them.
struct ClassifierFolderTests {
    static let sets = InstructionSet.available

    @Test("logits of every family's classifier agree with transformers", arguments: EncoderFamily.allCases, sets)
    func logits(family: EncoderFamily, set: InstructionSet) throws {
        let tiny = try TinyEncoder(classifier: family)
        let encoder = try SentenceEncoder(folder: tiny.path, instructionSet: set)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 100, maxSequences: 8)
        let sequences = try TinyEncoder.sequences(of: family)
        let golden = try TinyEncoder.logits(of: family)
        let together = try encoder.logits(RaggedBatch(sequences), workspace: workspace) { Array($0) }
        #expect(together.count == 8 * 6 && distance(together, golden) < 1e-5)
        let alone = try sequences.flatMap { try encoder.logits(RaggedBatch([$0]), workspace: workspace) { Array($0) } }
        #expect(alone == together)
    }

    @Test("the states after every layer of every family agree with transformers", arguments: EncoderFamily.allCases, sets)
    func states(family: EncoderFamily, set: InstructionSet) throws {
        let tiny = try TinyEncoder(classifier: family)
        let encoder = try SentenceEncoder(folder: tiny.path, instructionSet: set)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 100, maxSequences: 8)
        let sequences = try TinyEncoder.sequences(of: family)
        let golden = try TinyEncoder.states(of: family)
        var states: [[Float]] = []
        try encoder.hiddenStates(RaggedBatch(sequences), workspace: workspace) { _, state in states.append(Array(state)) }
        #expect(states.count == 3)
        for (layer, state) in states.enumerated() {
            var start = 0
            for index in sequences.indices {
                let expected = try golden.tensor("hidden.\(index).\(layer)", shape: [sequences[index].count, 16])
                #expect(distance(state[start..<start + expected.count], expected.array) < 1e-5, "sequence \(index), layer \(layer)")
                start += expected.count
            }
            #expect(start == state.count)
        }
    }

    @Test("what a classifier's folder says of itself", arguments: EncoderFamily.allCases)
    func facts(family: EncoderFamily) throws {
        let tiny = try TinyEncoder(classifier: family)
        let encoder = try SentenceEncoder(folder: tiny.path)
        #expect(encoder.pooling == .cls && !encoder.isNormalized && encoder.head?.classes == 6)
        #expect(encoder.modelHead.projection?.activation == (family == .distilbert ? .relu : .tanh))
        #expect(encoder.config.architecture == family.classifierArchitecture)
        #expect(encoder.config.labels?.count == 6 && encoder.maxSequenceLength == 24)
    }

    @Test("a sequence may be as long as there are positions for it, and no longer", arguments: EncoderFamily.allCases)
    func longest(family: EncoderFamily) throws {
        let tiny = try TinyEncoder(classifier: family)
        let encoder = try SentenceEncoder(folder: tiny.path)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 100, maxSequences: 8)
        let full = [Int32](repeating: 7, count: 24)
        #expect(try encoder.logits(RaggedBatch([full]), workspace: workspace) { $0.allSatisfy(\.isFinite) })
        #expect(throws: EncoderError.sequenceTooLong(index: 0, tokens: 25, limit: 24)) {
            try encoder.logits(RaggedBatch([full + [7]]), workspace: workspace) { _ in }
        }
    }

    @Test("every tensor of the file is consumed: another value gives other logits", arguments: EncoderFamily.allCases)
    func consumed(family: EncoderFamily) throws {
        let before = try TinyEncoder(classifier: family).run(family)
        let names = try TinyEncoder(classifier: family).tensors().map(\.name)
        #expect(names.count == (family == .distilbert ? 40 : 41))
        for (number, name) in names.enumerated() {
            let tiny = try TinyEncoder(classifier: family)
            try tiny.rewrite { tensors in
                var generator = SeededGenerator(state: UInt64(number))
                let tensor = tensors[number].tensor
                let values = tensor.array.map { $0 + Float.random(in: -1...1, using: &generator) }
                tensors[number].tensor = Tensor(shape: tensor.shape, values)
            }
            let moved = distance(try tiny.run(family), before)
            // What is added to every key moves all scores of a query alike, and softmax takes it away.
            let isKeyBias = name.hasSuffix("key.bias") || name.hasSuffix("k_lin.bias")
            #expect(isKeyBias ? moved < 1e-4 : moved > 1e-3, "\(name): \(moved)")
        }
    }

    @Test("a folder with modules.json has its head there, never beside the encoder", arguments: EncoderFamily.allCases)
    func modules(family: EncoderFamily) throws {
        let tiny = try TinyEncoder(classifier: family)
        try tiny.write(
            #"[{"path": "", "type": "sentence_transformers.models.Transformer"},"#
                + #" {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]"#, "modules.json")
        try tiny.write(#"{"pooling_mode_mean_tokens": true}"#, "1_Pooling/config.json")
        let first = family == .roberta ? "classifier.dense.bias" : "classifier.bias"
        #expect(tiny.loadError() == .tensors(file: "model.safetensors", .unexpectedTensor(first)))
        try tiny.removeClassifier()
        let encoder = try SentenceEncoder(folder: tiny.path)
        #expect(encoder.head == nil && encoder.modelHead.projection == nil && encoder.pooling == .mean)
    }

    @Test("the classifier with the weights comes before a layout that the caller gives for a folder that says nothing")
    func precedence() throws {
        let tiny = try TinyEncoder(classifier: .roberta)
        let layout = SentenceLayout(pooling: .mean, isNormalized: true)
        #expect(try tiny.run(.roberta, layout: layout) == tiny.run(.roberta))
        try tiny.removeClassifier()
        #expect(tiny.loadError() == .noPooling(folder: tiny.path))
        let encoder = try SentenceEncoder(folder: tiny.path, layout: layout)
        #expect(encoder.pooling == .mean && encoder.isNormalized && encoder.head == nil)
    }
}
