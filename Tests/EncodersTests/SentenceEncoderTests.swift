import Encoders
import Kernels
import Tensors
import TestSupport
import Testing

struct SentenceEncoderTests {
    static let sets = InstructionSet.available

    @Test("hidden states of every layer agree with transformers, alone and in a ragged batch", arguments: sets)
    func hiddenStates(set: InstructionSet) throws {
        let tiny = try TinyEncoder(layout: nil)
        let encoder = try SentenceEncoder(
            folder: tiny.path, layout: SentenceLayout(pooling: .mean, isNormalized: false), instructionSet: set)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 200, maxSequences: 16)
        let sequences = try TinyEncoder.sequences()
        let expected = try TinyEncoder.expected()
        for order in [Array(sequences.indices), sequences.indices.reversed()] + sequences.indices.map({ [$0] }) {
            var states: [[Float]] = []
            try encoder.hiddenStates(RaggedBatch(order.map { sequences[$0] }), workspace: workspace) { layer, state in
                #expect(layer == states.count)
                states.append(Array(state))
            }
            #expect(states.count == 3)
            for (layer, state) in states.enumerated() {
                var start = 0
                for index in order {
                    let golden = try expected.tensor("hidden.\(index).\(layer)")
                    #expect(golden.shape == [sequences[index].count, 32])
                    #expect(distance(state[start..<start + golden.count], golden.array) < 1e-5, "sequence \(index), layer \(layer)")
                    start += golden.count
                }
                #expect(start == state.count)
            }
        }
    }

    @Test("embeddings and logits agree with sentence-transformers for every layout", arguments: TinyEncoder.layouts, sets)
    func layouts(layout: String, set: InstructionSet) throws {
        let tiny = try TinyEncoder(layout: layout)
        let encoder = try SentenceEncoder(folder: tiny.path, instructionSet: set)
        #expect(encoder.pooling == (layout.hasPrefix("cls") ? .cls : .mean))
        #expect(encoder.isNormalized == layout.contains("normalize"))
        #expect((encoder.head != nil) == layout.contains("dense"))
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 200, maxSequences: 16)
        let batch = RaggedBatch(try TinyEncoder.sequences())
        let rows =
            try encoder.head == nil
            ? encoder.embed(batch, workspace: workspace) { Array($0) } : encoder.logits(batch, workspace: workspace) { Array($0) }
        #expect(distance(rows, try TinyEncoder.expected().tensor(layout).array) < 1e-5)
    }

    @Test("a sequence gives the same bits alone, in any batch and in any order", arguments: sets)
    func independent(set: InstructionSet) throws {
        let tiny = try TinyEncoder()
        let encoder = try SentenceEncoder(folder: tiny.path, instructionSet: set)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 200, maxSequences: 16)
        let sequences = try TinyEncoder.sequences()
        let alone = try sequences.map { try encoder.logits(RaggedBatch([$0]), workspace: workspace) { Array($0) } }
        for order in [Array(sequences.indices), sequences.indices.reversed(), [3, 3, 0, 7]] {
            let together = try encoder.logits(RaggedBatch(order.map { sequences[$0] }), workspace: workspace) { Array($0) }
            #expect(together == order.flatMap { alone[$0] })
        }
    }

    @Test("a batch that cannot be run is refused with its reason, and the next one runs")
    func refusals() throws {
        let tiny = try TinyEncoder(layout: "mean")
        let encoder = try SentenceEncoder(folder: tiny.path)
        let workspace = EncoderWorkspace(for: encoder, maxTokens: 60, maxSequences: 3)
        func error(_ sequences: [[Int32]]) -> EncoderError? {
            do throws(EncoderError) {
                try encoder.embed(RaggedBatch(sequences), workspace: workspace) { _ in }
                return nil
            } catch { return error }
        }
        let long = [Int32](repeating: 5, count: 41)
        #expect(error([]) == .emptyBatch)
        #expect(error([[1], []]) == .emptySequence(index: 1))
        #expect(error([[1], long]) == .sequenceTooLong(index: 1, tokens: 41, limit: 40))
        #expect(error([[1, 2], [3, 96]]) == .idOutOfVocabulary(id: 96, position: 3, vocabSize: 96))
        #expect(error([[-1]]) == .idOutOfVocabulary(id: -1, position: 0, vocabSize: 96))
        #expect(error([[1], [2], [3], [4]]) == .batchTooLarge(tokens: 4, sequences: 4, maxTokens: 60, maxSequences: 3))
        #expect(error([long, long]) == .batchTooLarge(tokens: 82, sequences: 2, maxTokens: 60, maxSequences: 3))
        #expect(throws: EncoderError.noHead) { try encoder.logits(RaggedBatch([[1]]), workspace: workspace) { _ in } }
        #expect(error([[0, 95]]) == nil)
    }

    @Test("texts are cut where the folder says: sentence-transformers' file, else the tokenizer's, else the positions")
    func maxSequenceLength() throws {
        let tiny = try TinyEncoder()
        #expect(try SentenceEncoder(folder: tiny.path).maxSequenceLength == 24)
        try tiny.write(#"{"max_seq_length": 16, "do_lower_case": false}"#, "sentence_bert_config.json")
        #expect(try SentenceEncoder(folder: tiny.path).maxSequenceLength == 16)
        try tiny.write(#"{"max_seq_length": 512}"#, "sentence_bert_config.json")
        #expect(try SentenceEncoder(folder: tiny.path).maxSequenceLength == 40)
        try tiny.remove("sentence_bert_config.json")
        try tiny.write(#"{"model_max_length": 1000000000000000019884624838656}"#, "tokenizer_config.json")
        #expect(try SentenceEncoder(folder: tiny.path).maxSequenceLength == 40)
        try tiny.write(#"{"max_seq_length": 16, "do_lower_case": true}"#, "sentence_bert_config.json")
        #expect(
            tiny.loadError()
                == .badField(file: "sentence_bert_config.json", field: "do_lower_case", expected: "false", found: "true"))
    }

    @Test("a folder without modules.json has the pooling that the caller gives, and none of its own")
    func plainFolder() throws {
        let tiny = try TinyEncoder(layout: nil)
        #expect(tiny.loadError() == .noPooling(folder: tiny.path))
        let encoder = try SentenceEncoder(folder: tiny.path, layout: SentenceLayout(pooling: .cls, isNormalized: true))
        #expect(encoder.pooling == .cls && encoder.isNormalized && encoder.head == nil)
    }
}
