import Classification
import OSThreads
import ServiceManager

/// Writes a summary of what was asked into the log, at a steady pace.
final class SummaryWriter: Sendable {
    private let service: GuardService
    private let ending = StopSignal()

    init(service: GuardService) { self.service = service }

    /// - Returns: Nil when there is to be none, or the system gives no thread.
    func start(every pace: Duration) -> NamedThread? {
        guard pace > .zero else { return nil }
        return NamedThread("picket-summary") { [self] in
            var last = service.metrics.figures
            var isOn = true
            while isOn {
                isOn = ending.pause(pace)
                let now = service.metrics.figures
                if let summary = MinuteSummary(from: last, to: now) {
                    service.log.report(
                        .minuteSummary, summary.line,
                        [.latencyMicroseconds(summary.p99Microseconds)] + (service.host.served.map { [.bundle($0.model.name)] } ?? []))
                }
                last = now
            }
        }
    }

    /// Writes the last summary and ends the thread.
    func end() { ending.raise() }
}
