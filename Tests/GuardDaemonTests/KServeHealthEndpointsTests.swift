import Classification
import GuardDaemon
import HTTPService
import JSONParsing
import Testing

struct KServeHealthEndpointsTests {
    @Test("a guard with a model is live and ready, and so is its model by either name")
    func ready() async throws {
        let running = try RunningGuard()
        let name = try #require(running.service.host.served?.model.name)
        let paths = ["/v2/health/live", "/v2/health/ready", "/v2/models/picket/ready", "/v2/models/\(name)/ready"]
        let found = try await running.answers(paths.map { ($0, "") }, method: "GET")
        #expect(found.map(\.status) == [200, 200, 200, 200])
        #expect(found[0].text == #"{"live":true}"# && found[1].text == #"{"ready":true}"#)
        #expect(found[2].text == #"{"name":"picket","ready":true}"#)
        #expect(found[3].json == ["name": .string(name), "ready": true])
    }

    static let absent: [(path: String, status: Int, text: String?)] = [
        ("/v2/health/live", 200, #"{"live":true}"#), ("/v2/health/ready", 503, #"{"ready":false}"#),
        ("/v2/models/picket/ready", 503, #"{"name":"picket","ready":false}"#), ("/v2/models/other/ready", 404, nil),
        ("/v2/models/ready", 404, nil), ("/v2/models//ready", 404, nil), ("/v2/models/a/b/ready", 404, nil),
        ("/v2/models/picket", 404, nil),
    ]

    @Test("without a model it is live and not ready; another model's name is not known", arguments: absent)
    func notReady(path: String, status: Int, text: String?) async throws {
        let answer = try await RunningGuard.withoutModel(path, "", method: "GET")
        #expect(answer.status == status && (text == nil || answer.text == text))
    }

    @Test("readiness is asked with GET")
    func method() async throws {
        let answer = try await RunningGuard.withoutModel("/v2/models/picket/ready", "{}")
        #expect(answer.status == 405 && answer.headers["Allow"] == "GET, HEAD")
    }
}
