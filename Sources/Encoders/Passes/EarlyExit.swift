package import Kernels
package import Tensors

/// Lets the sequences of a ragged batch leave a forward pass between layers, and keeps the rest together.
///
///     offsets  0      3          8      11        after layer 2 the second leaves:      offsets  0      3      6
///     members  0      1          2                                                      members  0      2
///     states   a a a  b b b b b  c c c                                                  states   a a a  c c c
///
/// After every layer that has an exit:
/// 1. The live states are pooled as the model's head pools, and the exit's head gives calibrated logits.
/// 2. A sequence that meets the exit's rule leaves: its logits and its layer are written to the place that it has in the batch.
/// 3. The states of the others move down over the gap, and `offsets` and `members` with them. What moves is a copy of bits, and no
///    operation of a pass reads another sequence's rows: a verdict is the same bits alone and in any batch.
///
/// It knows nothing of how a layer is computed: any pass that keeps its state as float32 rows, one sequence after another, calls
/// `leave` after each layer, goes on with the offsets that it returns, and stops when no row is left. What remains at the end is the
/// model's own head's (`finish`).
///
/// All memory is allocated once; one thread uses it at a time. Cost: for each exit, one reading of the live states and a product of
/// C columns; of a layer that is saved, twelve H² products a token.
package final class EarlyExit {
    private let hidden: Int
    private let classes: Int
    /// `[B + 1]` and `[B]`, of the sequences that are still computed.
    private let offsets: AlignedBuffer<Int>
    private let members: AlignedBuffer<Int>
    /// How many these are.
    private var live = 0
    /// `[B, H]` and `[B, C]`: what an exit reads and gives.
    private let pooled: AlignedBuffer<Float>
    private let given: AlignedBuffer<Float>
    /// `[B, C]` and `[B]`, in the order of the batch.
    private let logits: AlignedBuffer<Float>
    private let layers: AlignedBuffer<Int>
    /// `[B, H]`, in the order of the batch: what the head that gave the logits has read.
    private let read: AlignedBuffer<Float>
    private var batchCount = 0

    private var exits: ExitHeads?
    private var modelHead: ModelHead?
    private var instructionSet = InstructionSet.best

    /// - Parameter pooled: `[maxSequences, H]`, free to be written during a pass.
    package init(maxSequences: Int, hidden: Int, classes: Int, pooled: AlignedBuffer<Float>) {
        precondition(pooled.count >= maxSequences * hidden, "EarlyExit: \(pooled.count) values for \(maxSequences) sequences of \(hidden)")
        self.hidden = hidden
        self.classes = classes
        self.pooled = pooled
        offsets = AlignedBuffer(count: maxSequences + 1)
        members = AlignedBuffer(count: maxSequences)
        given = AlignedBuffer(count: maxSequences * classes)
        logits = AlignedBuffer(count: maxSequences * classes)
        layers = AlignedBuffer(count: maxSequences)
        read = AlignedBuffer(count: maxSequences * hidden)
    }

    /// Takes up a batch.
    ///
    /// - Parameter offsets: B + 1 values, copied.
    /// - Returns: The offsets that the pass begins with.
    package func begin(
        _ offsets: UnsafeBufferPointer<Int>, exits: ExitHeads, head: ModelHead, _ instructionSet: InstructionSet
    ) -> UnsafeBufferPointer<Int> {
        let sequences = offsets.count - 1
        precondition(
            sequences >= 0 && sequences <= members.count && head.output?.classes == classes && head.projection == nil,
            "EarlyExit: \(sequences) sequences, \(head.output?.classes ?? 0) classes for \(members.count) and \(classes)")
        (live, batchCount) = (sequences, sequences)
        for index in 0...sequences { self.offsets.pointer[index] = offsets[index] }
        for index in 0..<sequences { members.pointer[index] = index }
        self.exits = exits
        self.modelHead = head
        self.instructionSet = instructionSet
        return liveOffsets
    }

    /// The offsets of the sequences that are still computed; valid until the next call.
    package var liveOffsets: UnsafeBufferPointer<Int> { UnsafeBufferPointer(start: offsets.pointer, count: live + 1) }

    /// Lets those leave that an exit after this layer releases.
    ///
    /// - Parameters:
    ///   - layer: Layers that have been computed.
    ///   - states: `[rows, H]` of the live sequences; afterwards, of those that stay.
    /// - Returns: The offsets of those that stay.
    package func leave(after layer: Int, states: UnsafeMutablePointer<Float>) -> UnsafeBufferPointer<Int> {
        guard live > 0, let exit = exits?[layer] else { return liveOffsets }
        score(states, exit.head)
        var (kept, rows) = (0, 0)
        for index in 0..<live {
            let scores = given.pointer + index * classes
            let member = members.pointer[index]
            guard !exit.rule.isMet(scores) else {
                record(member, at: index, scores, layer)
                continue
            }
            let first = offsets.pointer[index]
            let count = offsets.pointer[index + 1] - first
            if first != rows { (states + rows * hidden).update(from: states + first * hidden, count: count * hidden) }
            // Never ahead of what is still to be read: `kept` is at most `index`.
            (members.pointer[kept], offsets.pointer[kept]) = (member, rows)
            kept += 1
            rows += count
        }
        live = kept
        offsets.pointer[kept] = rows
        return liveOffsets
    }

    /// Takes note that each live sequence is one row from here on.
    ///
    /// - Returns: The offsets of these rows.
    package func keepFirstTokens() -> UnsafeBufferPointer<Int> {
        for index in 0...live { offsets.pointer[index] = index }
        return liveOffsets
    }

    /// Gives those that are left the verdict of the model's own head, and hands over everybody's.
    ///
    /// - Parameters:
    ///   - layer: L.
    ///   - states: `[rows, H]` of the live sequences, after the last layer.
    ///   - body: Gets logits, `[B, C]`, the layers that were computed, `[B]`, and the pooled states of these layers, `[B, H]`, in the order of
    ///     the batch; valid during the call. Logits of a sequence that left are calibrated already.
    package func finish<Result>(
        after layer: Int, states: UnsafePointer<Float>,
        _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Int>, UnsafeBufferPointer<Float>) -> Result
    ) -> Result {
        if live > 0, let head = modelHead?.output {
            score(states, head)
            for index in 0..<live { record(members.pointer[index], at: index, given.pointer + index * classes, layer) }
            live = 0
        }
        (exits, modelHead) = (nil, nil)
        return body(
            UnsafeBufferPointer(start: logits.pointer, count: batchCount * classes),
            UnsafeBufferPointer(start: layers.pointer, count: batchCount),
            UnsafeBufferPointer(start: read.pointer, count: batchCount * hidden))
    }

    private func score(_ states: UnsafePointer<Float>, _ head: DenseHead) {
        modelHead?.embed(
            states, offsets: liveOffsets, hidden: hidden, scratch: pooled.pointer, into: pooled.pointer, instructionSet)
        head.apply(to: pooled.pointer, rows: live, into: given.pointer, instructionSet)
    }

    /// - Parameter index: Of the sequence among the live ones.
    private func record(_ member: Int, at index: Int, _ scores: UnsafePointer<Float>, _ layer: Int) {
        (read.pointer + member * hidden).update(from: pooled.pointer + index * hidden, count: hidden)
        (logits.pointer + member * classes).update(from: scores, count: classes)
        layers.pointer[member] = layer
    }
}
