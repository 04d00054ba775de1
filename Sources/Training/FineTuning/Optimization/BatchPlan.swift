/// Which rows an epoch takes together, and in which order.
///
/// The order depends on the seed and the epoch alone, so that a run that was interrupted finds its place again.
package struct BatchPlan: Equatable, Sendable {
    /// The rows of each batch; all have the batch size but the last, which may be smaller.
    package let batches: [[Int]]

    /// - Parameters:
    ///   - rows: What to train on; a fold gives its own rows here.
    ///   - epoch: From 0; the stream of the generator.
    ///   - shuffle: False keeps the rows in their order.
    package init(rows: [Int], batchSize: Int, seed: UInt64, epoch: Int, shuffle: Bool = true) {
        precondition(batchSize > 0 && epoch >= 0, "BatchPlan: batches of \(batchSize), epoch \(epoch)")
        var generator = SplitMix64(seed: seed, stream: UInt64(epoch))
        let order = shuffle ? generator.permutation(of: rows.count).map { rows[$0] } : rows
        batches = stride(from: 0, to: order.count, by: batchSize).map { Array(order[$0..<min($0 + batchSize, order.count)]) }
    }

    /// The batches of each update, when the gradients of `accumulating` of them are added up before the weights move.
    package func steps(accumulating: Int) -> [[[Int]]] {
        precondition(accumulating > 0, "steps: accumulating \(accumulating)")
        return stride(from: 0, to: batches.count, by: accumulating).map {
            Array(batches[$0..<min($0 + accumulating, batches.count)])
        }
    }

    /// How many updates an epoch makes.
    package static func stepCount(rows: Int, batchSize: Int, accumulating: Int = 1) -> Int {
        precondition(rows >= 0 && batchSize > 0 && accumulating > 0, "stepCount: \(rows) rows by \(batchSize) by \(accumulating)")
        let batches = rows / batchSize + (rows % batchSize > 0 ? 1 : 0)
        return batches / accumulating + (batches % accumulating > 0 ? 1 : 0)
    }

    /// Deals the rows of a batch to workers so that each has about as many tokens: the longest row first, each to the worker that
    /// has the fewest tokens so far, the first one among equals.
    ///
    /// Source: Graham 1969, "Bounds on multiprocessing timing anomalies" (longest processing time first).
    ///
    /// - Parameters:
    ///   - lengths: Tokens of each row of the data set.
    ///   - count: How many workers.
    /// - Returns: `count` lists, each ascending; some are empty when there are fewer rows than workers.
    package static func shards(of batch: [Int], lengths: [Int], count: Int) -> [[Int]] {
        precondition(count > 0, "shards: \(count) workers")
        var shards = [[Int]](repeating: [], count: count)
        var tokens = [Int](repeating: 0, count: count)
        for row in batch.sorted(by: { (-lengths[$0], $0) < (-lengths[$1], $1) }) {
            var lightest = 0
            for worker in 1..<count where tokens[worker] < tokens[lightest] { lightest = worker }
            shards[lightest].append(row)
            tokens[lightest] += lengths[row]
        }
        return shards.map { $0.sorted() }
    }
}
