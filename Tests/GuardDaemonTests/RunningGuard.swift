import Classification
import GuardDaemon
import HTTPService
import JSONParsing
import ServiceManager
import TestSupport
import Testing

/// A guard with a tiny model of random weights, and its answers.
struct RunningGuard {
    static let labels = ["self-harm", "medical-advice", "legal-advice", "financial-advice", "emergency-situation", "not-harmful"]

    let folder: TinyClassifier
    let service: GuardService

    /// - Parameters:
    ///   - labels: Of the model.
    ///   - policy: By label, as the configuration has it.
    init(
        labels: [String] = Self.labels, policy: [String: PolicyOverride] = [:], adjust: (inout GuardConfiguration) -> Void = { _ in }
    ) throws {
        folder = try TinyClassifier(.bert, labels: labels)
        var settings = GuardConfiguration()
        settings.policy = policy
        settings.deadlineMilliseconds = 600_000
        adjust(&settings)
        let (configuration, path) = (settings, folder.path)
        let host = ModelHost(
            load: { _ throws(ClassificationError) in try configuration.load(.folder(path)) }, policy: { configuration.policy(for: $0) })
        _ = try host.activate(.folder(path), mode: .concurrent) {}
        let pool = ComputePool(settings: ComputePool.Settings(threads: 1, maxBatchTokens: 128, capacity: 16, deadlineSeconds: 600))
        service = Self.service(host, pool, configuration)
    }

    private static func service(_ host: ModelHost, _ pool: ComputePool, _ configuration: GuardConfiguration) -> GuardService {
        GuardService(
            host: host, pool: pool, live: LiveConfiguration(configuration), metrics: GuardMetrics(),
            log: EventLog(program: "test") { _ in })
    }

    /// What a guard without a model answers.
    static func withoutModel(_ path: String, _ body: String, method: String = "POST") async throws -> Answer {
        let host = ModelHost(
            load: { _ throws(ClassificationError) in throw ClassificationError.selfTestMissing }, policy: { _ in .standard })
        let pool = ComputePool(settings: ComputePool.Settings(threads: 1, maxBatchTokens: 128, capacity: 4, deadlineSeconds: 1))
        let service = service(host, pool, GuardConfiguration())
        return try await answer(Routes.queries(service), method, path, body)
    }

    struct Answer {
        let status: Int
        let json: JSONValue
        let headers: HTTPHeaderFields

        var text: String { JSONWriter.compactText(json) }
    }

    /// The answers to requests that are sent one after the other.
    func answers(_ requests: [(path: String, body: String)], method: String = "POST") async throws -> [Answer] {
        try #require(service.pool.start())
        defer { service.pool.drain() }
        var answers: [Answer] = []
        for (path, body) in requests { answers.append(try await Self.answer(Routes.queries(service), method, path, body)) }
        return answers
    }

    func answer(_ path: String, _ body: String, method: String = "POST") async throws -> Answer {
        try #require(try await answers([(path, body)], method: method).first)
    }

    private static func answer(_ router: Router, _ method: String, _ path: String, _ body: String) async throws -> Answer {
        let response: HTTPResponse = await withCheckedContinuation { continuation in
            let responder = Responder { continuation.resume(returning: $0) }
            router.dispatch(HTTPRequest(method: method, path: path, body: Array(body.utf8)), responder)
        }
        return Answer(status: response.status, json: try JSONParser.parse(response.body), headers: response.headers)
    }

    /// A verdict with these scores, in the order of `labels`.
    static func verdict(_ scores: [Float], labels: [String] = Self.labels, tokens: Int = 4, truncated: Bool = false) -> Verdict {
        var window = WindowScores(labels: labels)
        window.add(scores, layers: 1)
        return Verdict(labels: labels, windowScores: window, tokens: tokens, truncated: truncated)
    }
}
