import Synchronization

/// Runs `body` once for every index in `0..<count`, on up to `threads` threads at once; returns when all are done.
///
/// Each thread makes its own `Context` first (a workspace, say), on the thread that uses it. Indices are handed out in order, one at a
/// time: give pieces that take a millisecond or more.
package func runInParallel<Context>(
    _ count: Int, threads: Int, name: String, makeContext: @escaping @Sendable () -> Context,
    _ body: @escaping @Sendable (Int, Context) -> Void
) {
    let next = IndexDispenser(count)
    let work: @Sendable () -> Void = {
        let context = makeContext()
        while let index = next.take() { body(index, context) }
    }
    let helpers = (0..<max(0, min(threads, count) - 1)).compactMap { NamedThread(String("\(name)-\($0)".prefix(15)), work) }
    work()
    for helper in helpers { helper.join() }
}

private final class IndexDispenser: Sendable {
    private let next = Atomic(0)
    private let count: Int

    init(_ count: Int) { self.count = count }

    func take() -> Int? {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }
}
