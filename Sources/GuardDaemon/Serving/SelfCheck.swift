import Classification
package import OSThreads
import ServiceManager

/// Tells the service manager's watchdog that verdicts still come: after each small message that went the whole way, through the queue
/// and a compute thread.
///
/// A full queue is no reason to be killed: while texts leave it, the daemon lives. A check that gets no answer and sees nothing leave is
/// reported once and not excused; the watchdog then does its work.
package final class SelfCheck: Sendable {
    package enum Outcome: Equatable, Sendable {
        /// A verdict came.
        case answered
        /// No verdict came, but others get theirs.
        case busy
        /// No verdict came, and nobody got one.
        case stuck
    }

    private let service: GuardService
    private let ending = StopSignal()

    package init(service: GuardService) { self.service = service }

    /// - Parameter interval: Of the watchdog; checked twice as often.
    /// - Returns: The running thread; nil when the system gives none.
    package func start(interval: Duration, notify: @escaping @Sendable () -> Void) -> NamedThread? {
        NamedThread("picket-check") { [self] in
            let pause = interval / 2
            var isTold = false
            repeat {
                let outcome = check(patience: pause)
                if outcome != .stuck { notify() }
                if outcome == .stuck, !isTold {
                    service.log.report(
                        .selfCheckFailed, "a small message got no verdict in \(pause / .milliseconds(1)) ms and nothing leaves the queue")
                }
                isTold = outcome == .stuck
            } while ending.pause(pause)
        }
    }

    package func end() { ending.raise() }

    /// Sends one small message through the queue and waits for its verdict.
    package func check(patience: Duration) -> Outcome {
        let before = service.pool.finishedTexts
        // Without a model there is nothing to wait for: that the daemon says so is all it can do.
        guard let model = service.host.served?.model else { return .answered }
        let done = StopSignal()
        let job = ClassificationJob(
            model: model, texts: ["is all well?"], deadline: .now + patience, isAbandoned: { false },
            completion: { outcome in
                if case .success = outcome { done.raise() }
            })
        let admitted = service.pool.submit(job) == .admitted
        if admitted, !done.pause(patience) { return .answered }
        return service.pool.finishedTexts > before ? .busy : .stuck
    }
}
