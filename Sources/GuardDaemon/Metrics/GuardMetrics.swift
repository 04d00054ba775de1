import Metrics
import Synchronization

/// The daemon's counters, shared by event loop, compute threads and loaders. Each update is one short hold of a lock.
package final class GuardMetrics: Sendable {
    private let state = Mutex(GuardFigures())
    private let process = ProcessMetrics()

    package init() {}

    package var figures: GuardFigures { state.withLock { $0 } }

    package func update(_ change: (inout GuardFigures) -> Void) { state.withLock { change(&$0) } }

    /// The body of `GET /metrics`.
    package func text(_ service: ServiceFacts) -> String {
        var text = MetricsText()
        figures.add(to: &text, service)
        process.add(to: &text)
        return text.text
    }
}

/// What `/metrics` says that is not counted.
package struct ServiceFacts: Equatable, Sendable {
    package let version: String
    package let bundle: String?
    package let precision: String
    package let queueDepth: Int

    package init(version: String, bundle: String?, precision: String, queueDepth: Int) {
        self.version = version
        self.bundle = bundle
        self.precision = precision
        self.queueDepth = queueDepth
    }
}
