import OSThreads
import Synchronization
import Tensors

/// Visits all rows of a source in blocks, on several threads; the memory is one block for each thread, however many rows there are.
///
/// Each thread makes its own context first. A block's rows have length 1. The order of the visits is not fixed: what `body` does must not
/// depend on it.
///
/// - Parameters:
///   - blockRows: Rows of a block; the last has fewer.
///   - body: Given the block's rows, where they lie, `[rows, H]`, and the thread's context.
/// - Throws: What reading the first bad block throws; later blocks may have been visited then.
package func forEachBlock<Context>(
    of source: any EmbeddingSource, blockRows: Int, threads: Int, makeContext: @escaping @Sendable () -> Context,
    _ body: @escaping @Sendable (Range<Int>, UnsafePointer<Float>, Context) -> Void
) throws(ClusteringError) {
    precondition(blockRows > 0 && threads > 0, "forEachBlock: blocks of \(blockRows) rows, \(threads) threads")
    let (count, dimension) = (source.count, source.dimension)
    let inMemory = source as? UnitRows
    let failure = Mutex<(block: Int, error: ClusteringError)?>(nil)
    runInParallel(
        (count + blockRows - 1) / blockRows, threads: threads, name: "picket-cluster",
        makeContext: {
            let scratch = AlignedBuffer<Float>(count: inMemory == nil ? min(blockRows, count) * dimension : 0)
            return (scratch, makeContext())
        },
        { (block: Int, context: (AlignedBuffer<Float>, Context)) in
            guard failure.withLock({ $0 == nil }) else { return }
            let rows = block * blockRows..<min((block + 1) * blockRows, count)
            if let inMemory { return body(rows, inMemory.pointer(to: rows.lowerBound), context.1) }
            do throws(ClusteringError) {
                try readUnitRows(source, rows, into: context.0.pointer)
                body(rows, context.0.pointer, context.1)
            } catch {
                failure.withLock { kept in
                    if kept.map({ block < $0.block }) ?? true { kept = (block, error) }
                }
            }
        })
    if let failure = failure.withLock({ $0 }) { throw failure.error }
}
