package import OSThreads

/// Answers requests one after the other on a thread of its own: the store blocks, and an event loop must not.
package final class RequestThread: Sendable {
    private struct State: Sendable {
        var jobs: [@Sendable () -> Void] = []
        var isEnding = false
        var lastRequest = ContinuousClock.now
    }

    private let state = Monitor(State())

    package init() {}

    /// - Returns: The running thread; nil when the system gives none.
    package func start() -> NamedThread? {
        NamedThread("picket-requests", stackBytes: 8 << 20) { [state] in
            while true {
                let jobs = state.wait { state -> [@Sendable () -> Void]? in
                    if state.jobs.isEmpty { return state.isEnding ? [] : nil }
                    defer { state.jobs = [] }
                    return state.jobs
                }
                if jobs.isEmpty { return }
                for job in jobs { job() }
                state.withLock { $0.lastRequest = .now }
            }
        }
    }

    package func run(_ job: @escaping @Sendable () -> Void) {
        state.update(waking: .all) { state in
            state.lastRequest = .now
            state.jobs.append(job)
        }
    }

    /// How long nothing has been asked; zero while something waits.
    package var idleTime: Duration { state.withLock { $0.jobs.isEmpty ? ContinuousClock.now - $0.lastRequest : .zero } }

    /// Ends the thread when what waits is done.
    package func end() { state.update(waking: .all) { $0.isEnding = true } }
}
