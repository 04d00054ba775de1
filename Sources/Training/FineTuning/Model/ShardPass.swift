import Encoders
import Kernels
import Tensors

/// One worker's share of a step: forward, loss, and back, over some rows of a batch. Used by one thread at a time.
///
/// `@unchecked Sendable` because a step hands each shard to exactly one thread and waits for it.
final class ShardPass: @unchecked Sendable {
    let gradients: GradientBuffers
    private let model: TrainedModel
    private let tape: Tape
    private let head: HeadPass
    private let backward: BackwardPass
    private let trainsEncoder: Bool
    private let forward: ForwardPass
    private let instructionSet: InstructionSet
    private var batch = RaggedBatch()
    private var wordRows: [Int32] = []

    /// - Parameters:
    ///   - lowestTrained: The first layer that is trained; L when none is.
    ///   - trainsEmbeddings: False when they are frozen, and then the layers below `lowestTrained` too.
    init(
        _ model: TrainedModel, gradients: GradientBuffers, maxTokens: Int, maxSequences: Int, lowestTrained: Int, trainsEmbeddings: Bool,
        _ instructionSet: InstructionSet
    ) {
        self.model = model
        self.gradients = gradients
        self.instructionSet = instructionSet
        tape = Tape(model.config, classes: model.parameters.classes, maxTokens: maxTokens, maxSequences: maxSequences)
        head = HeadPass(model, tape, instructionSet)
        backward = BackwardPass(model, tape, lowestTrained: lowestTrained, trainsEmbeddings: trainsEmbeddings, instructionSet)
        trainsEncoder = trainsEmbeddings || lowestTrained < model.config.numHiddenLayers
        forward = ForwardPass(config: model.config, weights: model.weights, instructionSet: instructionSet)
    }

    /// Where a shard's rows and tokens begin in its step.
    struct Origin {
        var row: Int
        var token: Int
    }

    /// - Parameters:
    ///   - sequences: The token ids of the shard's rows.
    ///   - loss: Gets the logits, `[B, C]`, puts their gradient in their place and returns the shard's share of the loss.
    /// - Returns: That share.
    func run(
        _ sequences: [[Int32]], words: ActiveWords, dropout: PassDropout, origin: Origin,
        loss: (UnsafeMutablePointer<Float>) -> Double
    ) -> Double {
        guard !sequences.isEmpty else { return 0 }
        batch.removeAll()
        wordRows.removeAll(keepingCapacity: true)
        for sequence in sequences {
            batch.append(sequence)
            for id in sequence { wordRows.append(words.row(of: id)) }
        }
        let hooks = TapeHooks(tape: tape, dropout: dropout, firstToken: origin.token, hidden: model.config.hiddenSize)
        return batch.ids.withUnsafeBufferPointer { ids in
            batch.offsets.withUnsafeBufferPointer { offsets in
                wordRows.withUnsafeBufferPointer { wordRows in
                    let states = forward.run(ids: ids, offsets: offsets, hooks: hooks)
                    head.forward(states, offsets: offsets, dropout, firstRow: origin.row)
                    let value = loss(tape.logits.pointer)
                    head.backward(
                        offsets: offsets, dropout, firstRow: origin.row, dStates: trainsEncoder ? backward.lastStateGradient : nil,
                        into: gradients)
                    if trainsEncoder {
                        backward.run(wordRows: wordRows, offsets: offsets, dropout: dropout, firstToken: origin.token, into: gradients)
                    }
                    return value
                }
            }
        }
    }
}
