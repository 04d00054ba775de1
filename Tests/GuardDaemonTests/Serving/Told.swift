import OSThreads

/// Counts calls, and lets a test wait for them.
final class Told: Sendable {
    private let state = Monitor(0)

    var count: Int { state.withLock { $0 } }

    func raise() { state.update(waking: .all) { $0 += 1 } }

    func wait(for number: Int) { state.wait { $0 >= number ? () : nil } }
}
