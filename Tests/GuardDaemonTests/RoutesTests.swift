import Classification
import ConsolePrograms
import GuardDaemon
import HTTPService
import JSONParsing
import ServiceManager
import Synchronization
import TestSupport
import Testing

/// The routes of a daemon that has no model: what can be answered without one.
struct RoutesTests {
    final class Events: Sendable {
        let answer = Mutex<HTTPResponse?>(nil)
        let log = Mutex<[JournalEntry]>([])
        let shutdowns = Mutex(0)
    }

    /// What a reload finds.
    final class Next: Sendable {
        let configuration = Mutex(GuardConfiguration())
        let failure = Mutex<ProgramFailure?>(nil)
    }

    let events = Events()
    let next = Next()

    func service(models: String = "/nowhere") -> GuardService {
        var configuration = GuardConfiguration()
        configuration.models = models
        let host = ModelHost(
            load: { _ throws(ClassificationError) in throw ClassificationError.selfTestMissing }, policy: { _ in .standard })
        let pool = ComputePool(settings: ComputePool.Settings(threads: 1, maxBatchTokens: 128, capacity: 4, deadlineSeconds: 1))
        return GuardService(
            host: host, pool: pool, live: LiveConfiguration(configuration), metrics: GuardMetrics(),
            log: EventLog(program: "test") { [events] entry in events.log.withLock { $0.append(entry) } })
    }

    func administration(models: String = "/nowhere") -> Router {
        let service = service(models: models)
        return Routes.administration(
            AdminService(
                service: service,
                reloading: Reloading(service: service) { [next = next] in
                    if let failure = next.failure.withLock({ $0 }) { return .failure(failure) }
                    return .success(next.configuration.withLock { $0 })
                },
                shutDown: { [events] in events.shutdowns.withLock { $0 += 1 } }))
    }

    /// The status and the body of an answer that is given at once.
    func answer(_ router: Router, _ method: String, _ path: String, _ body: String = "") throws -> (status: Int, body: JSONObject) {
        events.answer.withLock { $0 = nil }
        let responder = Responder { [events] response in events.answer.withLock { $0 = response } }
        router.dispatch(HTTPRequest(method: method, path: path, body: Array(body.utf8)), responder)
        let response = try #require(events.answer.withLock { $0 }, "\(method) \(path) was not answered")
        return (response.status, try #require(try JSONParser.parse(response.body).object))
    }

    func code(_ body: JSONObject) -> String? { body["error"]?.object?["code"]?.string }

    @Test("the query socket and the admin socket share no path")
    func paths() {
        let queries = Routes.queries(service()).paths
        #expect(
            queries == [
                "/api/v1/text/contents", "/beta/litellm_basic_guardrail_api", "/classify", "/health", "/info", "/metrics", "/predict",
                "/ready", "/v1/classify", "/v1/models", "/v1/moderations", "/v2/health/live", "/v2/health/ready", "/v2/models/{}/ready",
            ])
        #expect(administration().paths == ["/v1/activate", "/v1/drift", "/v1/reload", "/v1/shutdown", "/v1/status"])
        #expect(Set(queries).isDisjoint(with: administration().paths))
    }

    @Test("without a model the daemon is alive, not ready, and gives no verdict", arguments: ["/v1/classify", "/v1/moderations"])
    func noModel(path: String) throws {
        let router = Routes.queries(service())
        let health = try answer(router, "GET", "/health")
        #expect(health.status == 200 && health.body["status"] == "ok")
        let ready = try answer(router, "GET", "/ready")
        #expect(ready.status == 503 && code(ready.body) == "no_model")
        let verdict = try answer(router, "POST", path, #"{"input":"a"}"#)
        #expect(verdict.status == 503 && code(verdict.body) == "no_model")
        let models = try answer(router, "GET", "/v1/models")
        #expect(models.status == 200 && models.body["data"] == [])
        let information = try answer(router, "GET", "/info")
        #expect(information.status == 200 && information.body["model"] == .null)
        #expect(information.body["swap"] == ["mode": "concurrent", "peak_models_in_memory": 2])
    }

    @Test("a field that is not known is refused", arguments: ["/v1/classify", "/v1/moderations"])
    func unknownField(path: String) throws {
        let found = try answer(Routes.queries(service()), "POST", path, #"{"input":"a","inputs":"b"}"#)
        #expect(found.status == 400 && code(found.body) == "unknown_field")
    }

    @Test("a bundle to activate has to be named and to be there")
    func activate() throws {
        let folder = try TemporaryFolder()
        let router = administration(models: folder.path)
        let unnamed = try answer(router, "POST", "/v1/activate", "{}")
        #expect(unnamed.status == 400 && code(unnamed.body) == "missing_bundle")
        for name in ["20000101T000000-000000000000", "../../etc", "champion"] {
            let absent = try answer(router, "POST", "/v1/activate", #"{"bundle":"\#(name)"}"#)
            #expect(absent.status == 404 && code(absent.body) == "bundle_not_found", "\(name)")
        }
    }

    @Test("the status without a model says so")
    func status() throws {
        let found = try answer(administration(), "GET", "/v1/status")
        #expect(found.status == 200 && found.body["model"] == .null && found.body["swaps"] == 0)
        #expect(found.body["queue"]?.object?["pending"] == 0)
    }

    @Test("a shutdown is answered, logged with who asked, and carried out")
    func shutdown() throws {
        #expect(try answer(administration(), "POST", "/v1/shutdown").status == 200)
        let entry = try #require(events.log.withLock { $0 }.first)
        #expect(entry.event == .adminRequest && entry.message == "shutdown, asked by an unknown peer")
        #expect(events.shutdowns.withLock { $0 } == 1)
    }

    @Test("requests are counted by path and status, and a path that does not exist by none of its names")
    func metrics() throws {
        let service = service()
        let router = Routes.queries(service)
        _ = try answer(router, "GET", "/health")
        _ = try answer(router, "POST", "/v1/classify", #"{"input":"a"}"#)
        _ = try answer(router, "POST", "/v1/classify", "{")
        _ = try answer(router, "GET", "/a\u{22}b")
        let text = service.metrics.text(ServiceFacts(version: "0", bundle: nil, precision: "int8", queueDepth: 0))
        for line in [
            #"picket_requests_total{endpoint="/health",code="200"} 1"#, #"picket_requests_total{endpoint="/v1/classify",code="400"} 1"#,
            #"picket_requests_total{endpoint="/v1/classify",code="503"} 1"#, #"picket_requests_total{endpoint="other",code="404"} 1"#,
            #"picket_rejected_total{reason="no_model"} 1"#, "picket_request_duration_seconds_count 2",
        ] { #expect(text.contains(line + "\n"), "\(line)") }
    }
}
