/// Sequences of token ids of different lengths, one after another, with no padding between them.
///
///     ids      101 7592 102 | 101 2129 2024 2017 102
///     offsets  0              3                       8
///
/// Keeps its memory when it is emptied, so that one that is used again and again allocates nothing.
package struct RaggedBatch: Equatable, Sendable {
    package private(set) var ids: [Int32] = []
    /// Where each sequence begins, and the end of the last: B + 1 values.
    package private(set) var offsets: [Int] = [0]

    package init() {}

    package init(_ sequences: some Sequence<[Int32]>) {
        for sequence in sequences { append(sequence) }
    }

    /// The number of sequences, B.
    package var count: Int { offsets.count - 1 }
    package var tokenCount: Int { ids.count }

    package mutating func append(_ sequence: some Sequence<Int32>) {
        ids.append(contentsOf: sequence)
        offsets.append(ids.count)
    }

    package mutating func reserveCapacity(tokens: Int, sequences: Int) {
        ids.reserveCapacity(tokens)
        offsets.reserveCapacity(sequences + 1)
    }

    package mutating func removeAll(keepingCapacity: Bool = true) {
        ids.removeAll(keepingCapacity: keepingCapacity)
        offsets.removeAll(keepingCapacity: keepingCapacity)
        offsets.append(0)
    }
}
