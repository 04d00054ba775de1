import CAllocationCounting
import Encoders
import Kernels
import Tensors
import TestSupport
import Testing

/// Compaction on states that tell where they came from, and whole passes on the tiny encoder with more layers than it had.
struct EarlyExitTests {
    // MARK: compaction

    /// Three to five sequences of different lengths.
    private static let offsets = [0, 3, 8, 9, 13, 15]
    private static let hidden = 32

    /// A head that is sure of class 1 where a state begins with a positive number, and of nothing else.
    private static func switchHead() -> (weight: Tensor, bias: Tensor) {
        let weight = Tensor.zeros([6, hidden])
        weight.storage.pointer[hidden] = 50
        return (weight, Tensor.zeros([6]))
    }

    @Test(
        "those that leave are written to their places, and the others move together in their order",
        arguments: [[], [0], [2], [4], [0, 4], [0, 1], [3, 4], [1, 2, 3], [0, 2, 4], [1, 2, 3, 4], [0, 1, 2, 3, 4]])
    func compaction(leaving: [Int]) throws {
        let tiny = try TinyEncoder(layout: "cls-dense")
        let encoder = try SentenceEncoder(folder: tiny.path)
        let rule = ExitRule(threshold: 0.9, limits: [Float](repeating: 1, count: 6))
        let setting = ExitSetting(layer: 1, temperature: 1, bias: [Float](repeating: 0, count: 6), rule: rule)
        let exits = try ExitHeads([Self.switchHead()], settings: [setting], for: encoder)
        let pooled = AlignedBuffer<Float>(count: 8 * Self.hidden)
        let earlyExit = EarlyExit(maxSequences: 8, hidden: Self.hidden, classes: 6, pooled: pooled)

        var states = [Float](repeating: 0, count: 15 * Self.hidden)
        for row in 0..<15 { for column in 0..<Self.hidden { states[row * Self.hidden + column] = -Float(1 + row * 100 + column) } }
        for sequence in leaving { states[Self.offsets[sequence] * Self.hidden] = 1 }
        let before = states
        let staying = (0..<5).filter { !leaving.contains($0) }
        func rows(_ sequences: [Int]) -> [Float] {
            sequences.flatMap { before[Self.offsets[$0] * Self.hidden..<Self.offsets[$0 + 1] * Self.hidden] }
        }

        let begun = Self.offsets.withUnsafeBufferPointer {
            Array(earlyExit.begin($0, exits: exits, head: encoder.modelHead, .best))
        }
        #expect(begun == Self.offsets)
        func leave(after layer: Int) -> [Int]? {
            states.withUnsafeMutableBufferPointer { $0.baseAddress.map { Array(earlyExit.leave(after: layer, states: $0)) } }
        }
        #expect(leave(after: 2) == Self.offsets)
        #expect(states == before, "there is no exit after layer 2")
        let live = try #require(leave(after: 1))
        #expect(live == staying.reduce(into: [0]) { $0.append($0[$0.count - 1] + Self.offsets[$1 + 1] - Self.offsets[$1]) })
        #expect(Array(states.prefix(rows(staying).count)) == rows(staying))
        #expect(Array(earlyExit.liveOffsets) == live)

        var own = [Float](repeating: 0, count: 5 * 6)
        let firsts = (0..<5).flatMap { before[Self.offsets[$0] * Self.hidden..<(Self.offsets[$0] * Self.hidden + Self.hidden)] }
        encoder.head?.apply(to: firsts, rows: 5, into: &own)
        earlyExit.finish(after: 2, states: states) { logits, layers, read in
            // The head of this folder reads the first token as it is.
            #expect(Array(read) == firsts)
            #expect(Array(layers) == (0..<5).map { leaving.contains($0) ? 1 : 2 })
            for sequence in 0..<5 {
                let row = Array(logits[sequence * 6..<(sequence + 1) * 6])
                #expect(row == (leaving.contains(sequence) ? [0, 50, 0, 0, 0, 0] : Array(own[sequence * 6..<(sequence + 1) * 6])))
            }
        }
    }

    // MARK: passes

    private static func encoder(
        _ set: InstructionSet = .best, layout: String = "mean-normalize-dense", _ precision: Precision = .float32
    ) throws -> SentenceEncoder {
        let tiny = try TinyEncoder(layout: layout)
        try tiny.deepen(to: 5)
        return try SentenceEncoder(folder: tiny.path, precision: precision, instructionSet: set)
    }

    private struct Answers: Equatable {
        var logits: [[Float]] = []
        var layers: [Int] = []

        static func + (left: Answers, right: Answers) -> Answers {
            Answers(logits: left.logits + right.logits, layers: left.layers + right.layers)
        }
    }

    private static func answers(
        _ encoder: SentenceEncoder, _ sequences: [[Int32]], _ exits: ExitHeads, _ workspace: EncoderWorkspace
    ) throws -> Answers {
        try encoder.logits(RaggedBatch(sequences), workspace: workspace, exits: exits) { logits, layers, _ in
            Answers(logits: layers.indices.map { Array(logits[$0 * 6..<($0 + 1) * 6]) }, layers: Array(layers))
        }
    }

    private static func workspace(_ encoder: SentenceEncoder) -> EncoderWorkspace {
        EncoderWorkspace(for: encoder, maxTokens: 200, maxSequences: 16)
    }

    @Test(
        "with a threshold above 1 nobody leaves, and the logits are those without exits, bit for bit", arguments: InstructionSet.available)
    func never(set: InstructionSet) throws {
        let encoder = try Self.encoder(set)
        let (workspace, sequences) = (Self.workspace(encoder), try TinyEncoder.sequences())
        let exits = try TinyEncoder.exits([1, 2, 3, 4], threshold: 1.5, for: encoder)
        let found = try Self.answers(encoder, sequences, exits, workspace)
        #expect(found.layers == sequences.map { _ in 5 })
        #expect(found.logits.flatMap { $0 } == (try encoder.logits(RaggedBatch(sequences), workspace: workspace) { Array($0) }))
    }

    @Test("with a threshold of 0 everybody leaves at the first exit, with the logits that its head gives")
    func always() throws {
        let encoder = try Self.encoder()
        let (workspace, sequences) = (Self.workspace(encoder), try TinyEncoder.sequences())
        let exits = try TinyEncoder.exits([2, 3], threshold: 0, temperature: 2, for: encoder)
        let found = try Self.answers(encoder, sequences, exits, workspace)
        #expect(found.layers == sequences.map { _ in 2 })
        var expected = [Float](repeating: 0, count: sequences.count * 6)
        try encoder.pooledStates(RaggedBatch(sequences), workspace: workspace) { layer, states in
            guard layer == 2, let base = states.baseAddress else { return }
            exits[2]?.head.apply(to: base, rows: sequences.count, into: &expected)
        }
        #expect(found.logits.flatMap { $0 } == expected)
    }

    @Test("the states that exits read are the hidden states, pooled and normalized as the model's head does")
    func pooledStates() throws {
        let encoder = try Self.encoder()
        let workspace = Self.workspace(encoder)
        let batch = RaggedBatch(try TinyEncoder.sequences())
        var hidden: [[Float]] = []
        try encoder.hiddenStates(batch, workspace: workspace) { _, states in hidden.append(Array(states)) }
        var seen: [Int] = []
        try encoder.pooledStates(batch, workspace: workspace) { layer, pooled in
            seen.append(layer)
            var expected = poolRowsReference(hidden[layer], offsets: batch.offsets, hidden: 32, .mean)
            for row in 0..<batch.count {
                let norm = expected[row * 32..<(row + 1) * 32].reduce(0) { $0 + $1 * $1 }.squareRoot()
                for column in 0..<32 { expected[row * 32 + column] /= norm }
            }
            #expect(distance(pooled, expected) < 1e-5)
        }
        #expect(seen == [1, 2, 3, 4, 5])
        let many = try encoder.rows(.pooledStates, of: TinyEncoder.sequences(), threads: 2)
        try encoder.pooledStates(batch, workspace: workspace) { layer, pooled in
            var columns: [Float] = []
            for row in 0..<batch.count { columns += many[(row * 5 + layer - 1) * 32..<(row * 5 + layer) * 32] }
            #expect(distance(pooled, columns) < 1e-5, "layer \(layer)")
        }
    }

    /// Exits at which sequences leave after at least three different layers.
    private static func mixed(_ encoder: SentenceEncoder, _ sequences: [[Int32]]) throws -> (exits: ExitHeads, answers: Answers) {
        for temperature: Float in [1, 8, 32] {
            for threshold in stride(from: Float(0.2), to: 1, by: 0.01) {
                let exits = try TinyEncoder.exits([1, 2, 3, 4], threshold: threshold, temperature: temperature, for: encoder)
                let found = try answers(encoder, sequences, exits, workspace(encoder))
                if Set(found.layers).count >= 3 { return (exits, found) }
            }
        }
        throw TinyEncoder.Missing(text: "a threshold at which sequences leave after different layers")
    }

    @Test(
        "a sequence gives the same bits and stops at the same layer alone, in any batch and in any order",
        arguments: InstructionSet.available.flatMap { set in Precision.allCases.map { (set, $0) } },
        ["mean-normalize-dense", "cls-dense"])
    func independent(arithmetic: (set: InstructionSet, precision: Precision), layout: String) throws {
        let encoder = try Self.encoder(arithmetic.set, layout: layout, arithmetic.precision)
        let sequences = try TinyEncoder.sequences()
        let workspace = Self.workspace(encoder)
        let (exits, together) = try Self.mixed(encoder, sequences)
        let alone = try sequences.map { try Self.answers(encoder, [$0], exits, workspace) }
        #expect(together == alone.reduce(Answers(), +))
        let byLayer = sequences.indices.sorted { together.layers[$0] < together.layers[$1] }
        for order: [Int] in [sequences.indices.reversed(), [3, 3, 0, 7], [5, 1], byLayer] {
            let found = try Self.answers(encoder, order.map { sequences[$0] }, exits, workspace)
            #expect(found == order.reduce(Answers()) { $0 + alone[$1] }, "\(order)")
        }
        let full = try encoder.logits(RaggedBatch(sequences), workspace: workspace) { Array($0) }
        for (index, layer) in together.layers.enumerated() where layer == 5 {
            #expect(together.logits[index] == Array(full[index * 6..<(index + 1) * 6]), "who stays to the end has the model's own logits")
        }
    }

    @Test("a class beyond its limit keeps a sequence in, however sure the exit is")
    func limits() throws {
        let encoder = try Self.encoder()
        let sequences = try TinyEncoder.sequences()
        let exits = try TinyEncoder.exits([1, 2, 3, 4], threshold: 0, limits: [0, 0, 0, 0, 0, 0], for: encoder)
        #expect(try Self.answers(encoder, sequences, exits, Self.workspace(encoder)).layers == sequences.map { _ in 5 })
    }

    @Test("each sequence has the pooled state of the layer that it left at", arguments: Precision.allCases)
    func states(precision: Precision) throws {
        let encoder = try Self.encoder(layout: "mean-normalize-dense", precision)
        let (workspace, sequences) = (Self.workspace(encoder), try TinyEncoder.sequences())
        let (exits, answers) = try Self.mixed(encoder, sequences)
        let hidden = encoder.config.hiddenSize
        var byLayer: [Int: [Float]] = [:]
        try encoder.pooledStates(RaggedBatch(sequences), workspace: workspace) { byLayer[$0] = Array($1) }
        try encoder.logits(RaggedBatch(sequences), workspace: workspace, exits: exits) { _, layers, states in
            #expect(Array(layers) == answers.layers && Set(layers).count > 1)
            for index in sequences.indices {
                let place = index * hidden..<(index + 1) * hidden
                #expect(byLayer[layers[index]].map { Array($0[place]) } == Array(states[place]))
            }
        }
    }

    @Test("a batch that cannot be run is refused, and one without exits runs in the same workspace afterwards")
    func refusals() throws {
        let encoder = try Self.encoder()
        let exits = try TinyEncoder.exits([1], threshold: 0, for: encoder)
        let workspace = Self.workspace(encoder)
        #expect(throws: EncoderError.emptyBatch) { try encoder.logits(RaggedBatch(), workspace: workspace, exits: exits) { _, _, _ in } }
        let sequences = try TinyEncoder.sequences()
        let before = try encoder.logits(RaggedBatch(sequences), workspace: workspace) { Array($0) }
        _ = try Self.answers(encoder, sequences, exits, workspace)
        #expect(try encoder.logits(RaggedBatch(sequences), workspace: workspace) { Array($0) } == before)
    }

    @Test("after warm-up a pass with exits allocates nothing", arguments: Precision.allCases)
    func allocations(precision: Precision) throws {
        try #require(picket_counts_allocations() == 1, "another allocator is in place, nothing can be counted")
        let encoder = try Self.encoder(layout: "mean-normalize-dense", precision)
        let sequences = try TinyEncoder.sequences()
        let (exits, _) = try Self.mixed(encoder, sequences)
        let workspace = Self.workspace(encoder)
        var batch = RaggedBatch()
        var counts: [UInt64] = []
        counts.reserveCapacity(4)
        var sum = 0
        for _ in 0..<4 {
            let start = picket_allocation_count()
            batch.removeAll()
            for sequence in sequences { batch.append(sequence) }
            sum += try encoder.logits(batch, workspace: workspace, exits: exits) { _, layers, _ in layers.reduce(0, +) }
            counts.append(picket_allocation_count() - start)
        }
        #expect(counts[1...].allSatisfy { $0 == 0 }, "\(counts)")
        #expect(sum > 0)
    }
}
