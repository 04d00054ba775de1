import Classification
import ConsolePrograms
import DurableFiles
import GuardDaemon
import HTTPService
import JSONParsing
import ServiceManager
import Synchronization
import TestSupport
import Testing

/// A daemon that serves a text classifier whose labels are not ours.
struct ForeignModelTests {
    static let labels = ["toxic", "hate", "very bad", "rude", "other", "fine"]

    private static func service(
        _ folder: TinyClassifier, policy: [String: PolicyOverride] = [:], models: String = "/nowhere",
        sink: @escaping @Sendable (JournalEntry) -> Void = { _ in }
    ) throws -> GuardService {
        let configuration = {
            var result = GuardConfiguration()
            result.policy = policy
            result.models = models
            result.deadlineMilliseconds = 600_000
            return result
        }()
        let path = folder.path
        let host = ModelHost(
            load: { _ throws(ClassificationError) in try configuration.load(.folder(path)) }, policy: { configuration.policy(for: $0) })
        _ = try host.activate(.folder(path), mode: .concurrent) {}
        let pool = ComputePool(settings: ComputePool.Settings(threads: 1, maxBatchTokens: 128, capacity: 16, deadlineSeconds: 600))
        return GuardService(
            host: host, pool: pool, live: LiveConfiguration(configuration), metrics: GuardMetrics(),
            log: EventLog(program: "test", sink: sink))
    }

    private static func answer(_ router: Router, _ method: String, _ path: String, _ body: String = "") async throws -> JSONObject {
        let response: HTTPResponse = await withCheckedContinuation { continuation in
            let responder = Responder { continuation.resume(returning: $0) }
            router.dispatch(HTTPRequest(method: method, path: path, body: Array(body.utf8)), responder)
        }
        #expect(response.status == 200)
        return try #require(try JSONParser.parse(response.body).object)
    }

    /// What the service says of one text.
    private static func result(_ service: GuardService, _ path: String, model: String? = nil) async throws -> JSONObject {
        try #require(service.pool.start())
        defer { service.pool.drain() }
        let body = model.map { "{\"input\":\"calm alarm\",\"model\":\"\($0)\"}" } ?? "{\"input\":\"calm alarm\"}"
        let found = try await Self.answer(Routes.queries(service), "POST", path, body)
        return try #require(found["results"]?.array?.first?.object)
    }

    @Test("without rules nothing is flagged, and nothing is called allowed either", arguments: TinyClassifier.Family.allCases)
    func noRules(family: TinyClassifier.Family) async throws {
        let folder = try TinyClassifier(family, labels: Self.labels)
        let result = try await Self.result(try Self.service(folder), "/v1/classify")
        #expect(result["scores"]?.object?.keys == Self.labels)
        #expect(Self.labels.contains(result["label"]?.string ?? ""))
        #expect(result["flagged"] == false && result["action"] == "no-rule")
        #expect(result["layers"] == 2, "a classification head reads the last layer")
    }

    static let rules: [(rule: PolicyOverride, action: String, isFlagged: Bool)] = [
        (PolicyOverride(threshold: 0, action: .block), "block", true), (PolicyOverride(threshold: 0, action: .warn), "warn", true),
        (PolicyOverride(threshold: 0, action: .log), "log", false), (PolicyOverride(threshold: 0, action: .off), "allow", false),
        (PolicyOverride(threshold: 1, action: .block), "allow", false),
    ]

    @Test("with rules for its labels the policy decides as for ours", arguments: rules)
    func withRules(rule: PolicyOverride, action: String, isFlagged: Bool) async throws {
        let folder = try TinyClassifier(.roberta, labels: Self.labels)
        let policy = Dictionary(uniqueKeysWithValues: Self.labels.map { ($0, rule) })
        let result = try await Self.result(try Self.service(folder, policy: policy), "/v1/classify")
        #expect(result["flagged"] == .bool(isFlagged) && result["action"]?.string == action)
    }

    @Test("a label called not-harmful is the only one that is allowed without a rule")
    func harmless() async throws {
        let folder = try TinyClassifier(.bert, labels: Self.labels)
        let before = try await Self.result(try Self.service(folder), "/v1/classify")
        let best = try #require(before["label"]?.string)
        let renamed = try TinyClassifier(.bert, labels: Self.labels.map { $0 == best ? "not-harmful" : $0 })
        let result = try await Self.result(try Self.service(renamed), "/v1/classify")
        #expect(result["label"] == "not-harmful" && result["action"] == "allow" && result["flagged"] == false)
    }

    @Test("moderation has the model's labels, or OpenAI's categories with those of its name")
    func moderations() async throws {
        let folder = try TinyClassifier(.distilbert, labels: Self.labels)
        let policy = ["hate": PolicyOverride(threshold: 0, action: .warn)]
        let native = try await Self.result(try Self.service(folder, policy: policy), "/v1/moderations")
        #expect(native["flagged"] == true && native["categories"]?.object?.keys == Self.labels)
        #expect(native["categories"]?.object?.members.filter { $0.value == true }.map(\.key) == ["hate"])
        let strict = try await Self.result(
            try Self.service(folder, policy: policy), "/v1/moderations", model: "omni-moderation-latest")
        #expect(strict["flagged"] == true && strict["categories"]?.object?.keys == ModerationProfile.strictCategories)
        #expect(strict["category_scores"]?.object?["hate"] == native["category_scores"]?.object?["hate"])
        #expect(strict["category_applied_input_types"]?.object?["self-harm"] == [])
    }

    @Test("the information names the labels, and those without a policy")
    func information() async throws {
        let folder = try TinyClassifier(.bert, labels: Self.labels)
        let service = try Self.service(folder, policy: ["rude": PolicyOverride(threshold: 0.5, action: .log)])
        let answer = try await Self.answer(Routes.queries(service), "GET", "/info")
        #expect(answer["early_exit"] == false, "a folder has no exits")
        let model = answer["model"]?.object
        #expect(model?["layers"] == 2 && model?["exits"] == [])
        #expect(model?["labels"]?.array?.compactMap(\.string) == Self.labels)
        #expect(model?["labels_without_policy"]?.array?.compactMap(\.string) == ["toxic", "hate", "very bad", "other", "fine"])
        let policy: JSONValue = ["rude": ["threshold": .double(0.5), "action": "log"]]
        #expect(model?["policy"] == policy)
    }

    @Test("a swap says once in the log which labels have no rule, and which rules no label")
    func swapWarnings() async throws {
        let place = try TemporaryFolder()
        let models = ModelsFolder(place.path)
        let id = try #require(BundleID("20261122T150301-3fa9c1d204be"))
        try makeFolder(models.folder(of: id))
        try writeFile(models.folder(of: id) + "/picket.json", [])
        let folder = try TinyClassifier(.bert, labels: Self.labels)
        let policy = ["self-harm": PolicyOverride(threshold: 0.2), "hate": PolicyOverride(threshold: 0.5, action: .warn)]
        let collected = Collected()
        let service = try Self.service(folder, policy: policy, models: place.path) { entry in
            if entry.event == .policyGap { collected.append(entry.message) }
        }
        let admin = AdminService(
            service: service, reloading: Reloading(service: service) { .success(GuardConfiguration()) }, shutDown: {})
        _ = try await Self.answer(Routes.administration(admin), "POST", "/v1/activate", "{\"bundle\":\"\(id.text)\"}")
        let served = try #require(service.host.served)
        #expect(collected.lines == service.configuration.policyCoverage(of: served.model).warnings)
        #expect(collected.lines.count == 2)
        #expect(collected.lines.first?.contains("\"toxic\", \"very bad\", \"rude\", \"other\", \"fine\"") == true)
        #expect(collected.lines.last?.contains("rules for \"self-harm\", which are no labels of the model") == true)
        withExtendedLifetime(folder) {}
    }

    /// Lines from any thread.
    private final class Collected: Sendable {
        private let state = Mutex<[String]>([])
        var lines: [String] { state.withLock { $0 } }

        func append(_ line: String) { state.withLock { $0.append(line) } }
    }
}
