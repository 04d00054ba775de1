import Encoders
import Tensors

/// The rows of the word table that a training set uses; the gradient and the moments of the others are zero and are not kept.
///
/// AdamW leaves a row that never had a gradient alone but for its decay, `w ← w · (1 − rate · decay)`. The product of these factors is
/// kept here and paid when the table is read as a whole: at the end, or before texts with other words are scored. A fifth of a step's
/// memory traffic is saved for MiniLM, whose word table is half of its parameters.
struct ActiveWords: Sendable {
    /// Ids in ascending order; the place of an id is its row in compact buffers.
    let ids: [Int32]
    /// `[V]`: the row of an id, or -1.
    private let rows: [Int32]
    /// What every other row is still to be multiplied by.
    private(set) var pendingDecay: Double

    init(sequences: [[Int32]], vocabSize: Int, pendingDecay: Double = 1) {
        var isUsed = [Bool](repeating: false, count: vocabSize)
        for sequence in sequences { for id in sequence { isUsed[Int(id)] = true } }
        ids = (0..<Int32(vocabSize)).filter { isUsed[Int($0)] }
        var rows = [Int32](repeating: -1, count: vocabSize)
        for (row, id) in ids.enumerated() { rows[Int(id)] = Int32(row) }
        self.rows = rows
        self.pendingDecay = pendingDecay
    }

    func row(of id: Int32) -> Int32 { rows[Int(id)] }

    mutating func decay(by factor: Double) { pendingDecay *= factor }

    /// Multiplies the rows that are not in use by what is pending.
    ///
    /// - Parameter words: `[V, H]`.
    mutating func settle(_ words: Tensor) {
        guard pendingDecay != 1 else { return }
        let (factor, hidden) = (Float(pendingDecay), words.shape[1])
        for (id, row) in rows.enumerated() where row < 0 {
            let start = words.storage.pointer + id * hidden
            for column in 0..<hidden { start[column] *= factor }
        }
        pendingDecay = 1
    }
}
