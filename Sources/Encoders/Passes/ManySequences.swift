import OSThreads
import Synchronization

/// Rows of many sequences on several threads.
///
/// Sequences of like length share a batch of some 512 tokens; the result of one does not depend on its company beyond rounding.
extension SentenceEncoder {
    package enum RowKind: Sendable {
        /// `[n, H]`.
        case embeddings
        /// `[n, C]`; the model has a head.
        case logits
        /// `[n, L · H]`: for each sequence what the exits after layers 1…L-1 read, and then its embedding.
        case pooledStates
    }

    /// - Parameters:
    ///   - sequences: Checked like one batch before anything is computed: an error has the index in `sequences`.
    ///   - progress: Called with the number of sequences that are done, from any thread, one call at a time.
    package func rows(
        _ kind: RowKind, of sequences: [[Int32]], threads: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(EncoderError) -> [Float] {
        guard kind != .logits || head != nil else { throw .noHead }
        try checkSequences(RaggedBatch(sequences))
        let order = sequences.indices.sorted { (sequences[$0].count, $0) < (sequences[$1].count, $1) }
        let batches = Self.batches(order, lengths: sequences.map(\.count), maxTokens: Self.batchTokens)
        let hidden = config.hiddenSize
        let columns =
            switch kind {
            case .embeddings: hidden
            case .logits: head?.classes ?? 0
            case .pooledStates: config.numHiddenLayers * hidden
            }
        let longest = sequences.map(\.count).max() ?? 0
        let result = Mutex(Gathered(rows: [Float](repeating: 0, count: sequences.count * columns)))
        runInParallel(
            batches.count, threads: threads, name: "picket-encode",
            makeContext: { EncoderWorkspace(for: self, maxTokens: max(Self.batchTokens, longest), maxSequences: Self.batchTokens) },
            { number, workspace in
                let members = batches[number]
                let batch = RaggedBatch(members.map { sequences[$0] })
                /// Takes rows of `width` columns to the columns from `first` on.
                func gather(_ rows: UnsafeBufferPointer<Float>, first: Int = 0, width: Int) {
                    result.withLock { result in
                        for (row, index) in members.enumerated() {
                            for column in 0..<width { result.rows[index * columns + first + column] = rows[row * width + column] }
                        }
                    }
                }
                do throws(EncoderError) {
                    switch kind {
                    case .embeddings: try self.embed(batch, workspace: workspace) { gather($0, width: columns) }
                    case .logits: try self.logits(batch, workspace: workspace) { gather($0, width: columns) }
                    case .pooledStates:
                        try self.pooledStates(batch, workspace: workspace) { gather($1, first: ($0 - 1) * hidden, width: hidden) }
                    }
                    result.withLock { result in
                        result.done += members.count
                        progress(result.done)
                    }
                } catch { result.withLock { $0.failure = error } }
            })
        let gathered = result.withLock { $0 }
        if let failure = gathered.failure { throw failure }
        return gathered.rows
    }

    private struct Gathered {
        var rows: [Float]
        var done = 0
        var failure: EncoderError?
    }

    private static let batchTokens = 512

    /// Cuts `order` into runs of at most `maxTokens` tokens; a longer sequence is a run of its own.
    package static func batches(_ order: [Int], lengths: [Int], maxTokens: Int) -> [[Int]] {
        var batches: [[Int]] = []
        var tokens = 0
        for index in order {
            if batches.isEmpty || tokens + lengths[index] > maxTokens {
                batches.append([])
                tokens = 0
            }
            batches[batches.count - 1].append(index)
            tokens += lengths[index]
        }
        return batches
    }
}
