import Classification
import Encoders
import GuardDaemon
import HTTPService
import ServiceManager
import Synchronization
import TestSupport
import Testing

/// A service on a tiny model, with what it told the log.
final class TinyService: Sendable {
    let folder: TinyClassifier
    let service: GuardService
    private let entries: Entries

    private final class Entries: Sendable {
        let all = Mutex<[JournalEntry]>([])
    }

    /// - Parameter starts: Whether compute threads run; without them nothing that is queued ever gets a verdict.
    init(starts: Bool = true, capacity: Int = 16, change: (inout GuardConfiguration) -> Void = { _ in }) throws {
        folder = try TinyClassifier(.bert, labels: ["self-harm", "not-harmful", "legal-advice", "calm", "odd", "even"])
        var configuration = GuardConfiguration()
        configuration.deadlineMilliseconds = 600_000
        configuration.model = folder.path
        change(&configuration)
        let live = LiveConfiguration(configuration)
        let host = ModelHost(
            load: { source throws(ClassificationError) in try live.current.load(source) }, policy: { live.current.policy(for: $0) })
        _ = try host.activate(.folder(folder.path), mode: .concurrent) {}
        let (metrics, entries) = (GuardMetrics(), Entries())
        let pool = ComputePool(
            settings: ComputePool.Settings(threads: 1, maxBatchTokens: 128, capacity: capacity, deadlineSeconds: 600),
            measure: { figures in metrics.update { $0.computed(figures) } })
        self.entries = entries
        service = GuardService(
            host: host, pool: pool, live: live, metrics: metrics,
            log: EventLog(program: "test") { entry in entries.all.withLock { $0.append(entry) } })
        if starts { try #require(pool.start()) }
    }

    deinit { service.pool.drain() }

    var log: [JournalEntry] { entries.all.withLock { $0 } }

    func log(of event: ServiceEvent) -> [JournalEntry] { log.filter { $0.event == event } }

    func answer(_ method: String, _ path: String, _ body: String = "", peer: PeerCredentials? = nil) async -> HTTPResponse {
        await withCheckedContinuation { continuation in
            let responder = Responder { continuation.resume(returning: $0) }
            Routes.queries(service).dispatch(HTTPRequest(method: method, path: path, body: Array(body.utf8), peer: peer), responder)
        }
    }
}
