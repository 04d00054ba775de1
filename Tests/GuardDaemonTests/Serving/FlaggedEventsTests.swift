import Classification
import GuardDaemon
import HTTPService
import JSONParsing
import ServiceManager
import TestSupport
import Testing

struct FlaggedEventsTests {
    private static let text = "calm alarm zebra"

    /// Every text reaches a threshold of 0.
    private static func service(logFlagged: Bool = true, action: PolicyOverride) throws -> TinyService {
        try TinyService { configuration in
            configuration.policy = ["self-harm": action, "legal-advice": PolicyOverride(threshold: 1, action: .off)]
            configuration.logFlagged = logFlagged
        }
    }

    @Test("a text that a rule acts upon is an event with class, score, identifier of the answer and user; the text is in no field")
    func flagged() async throws {
        let tiny = try Self.service(action: PolicyOverride(threshold: 0, action: .log))
        let answer = await tiny.answer(
            "POST", "/v1/classify", #"{"input":"\#(Self.text)"}"#, peer: PeerCredentials(uid: 1234, gid: 5, pid: 6))
        // Whoever answers tells the log afterwards.
        tiny.service.pool.waitUntilIdle()
        let body = try #require(try JSONParser.parse(answer.body).object)
        let result = try #require(body["results"]?.array?.first?.object)
        let score = try #require(result["scores"]?.object?["self-harm"]?.double)
        let entry = try #require(tiny.log(of: .messageFlagged).first)
        #expect(entry.fields.contains(.requestID(try #require(body["id"]?.string))) && entry.fields.contains(.safetyClass("self-harm")))
        #expect(entry.fields.contains(.peerUID(1234)) && entry.message == "self-harm: log")
        let logged = entry.fields.compactMap { field in if case .score(let score) = field { Double(score) } else { nil } }
        #expect(logged.count == 1 && abs(logged[0] - score) < 1e-6)
        #expect(result["flagged"] == false, "an action of log does not flag")
        for entry in tiny.log { for (_, value) in entry.assignments { #expect(!value.contains("zebra")) } }
    }

    @Test("nothing is told where the policy lets a text through, or the configuration says so")
    func silent() async throws {
        for tiny in [
            try Self.service(action: PolicyOverride(threshold: 0, action: .off)),
            try Self.service(logFlagged: false, action: PolicyOverride(threshold: 0, action: .block)),
        ] {
            #expect(await tiny.answer("POST", "/v1/classify", #"{"input":"\#(Self.text)"}"#).status == 200)
            tiny.service.pool.waitUntilIdle()
            #expect(tiny.log(of: .messageFlagged).isEmpty)
        }
    }

    @Test("verdicts, scores and tokens are counted as they were answered")
    func counted() async throws {
        let tiny = try Self.service(action: PolicyOverride(threshold: 0, action: .block))
        let answer = await tiny.answer("POST", "/v1/classify", #"{"input":["\#(Self.text)","calm"]}"#)
        let results = try #require(try JSONParser.parse(answer.body).object?["results"]?.array).compactMap(\.object)
        // A thread tells what it measured when it is done with all that it took.
        tiny.service.pool.waitUntilIdle()
        let metrics = String(decoding: await tiny.answer("GET", "/metrics").body, as: UTF8.self)
        #expect(metrics.contains("picket_score_count{class=\"self-harm\"} 2\n"))
        #expect(metrics.contains("picket_input_tokens_count 2\n") && metrics.contains("picket_tokenize_duration_seconds_count 2\n"))
        let tokens = results.compactMap { $0["tokens"]?.int }.reduce(0, +)
        #expect(metrics.contains("picket_input_tokens_sum \(tokens)\n"))
        for label in Set(results.compactMap { $0["label"]?.string }) {
            let count = results.count { $0["label"]?.string == label }
            #expect(metrics.contains("picket_classifications_total{class=\"\(label)\",action=\"block\"} \(count)\n"))
        }
        #expect(metrics.contains("picket_requests_total{endpoint=\"/v1/classify\",code=\"200\"} 1\n"))
    }

    @Test("a queue that is full is an event once, and every refusal is counted")
    func overload() async throws {
        let tiny = try TinyService(starts: false, capacity: 1)
        // It will never be computed: nobody waits for it.
        let waiting = Responder { _ in }
        Routes.queries(tiny.service).dispatch(
            HTTPRequest(method: "POST", path: "/v1/classify", body: Array(#"{"input":"a"}"#.utf8)), waiting)
        for _ in 0..<3 { #expect(await tiny.answer("POST", "/v1/classify", #"{"input":"a"}"#).status == 429) }
        #expect(tiny.log(of: .overload).count == 1)
        let metrics = String(decoding: await tiny.answer("GET", "/metrics").body, as: UTF8.self)
        #expect(metrics.contains("picket_rejected_total{reason=\"queue_full\"} 3\n") && metrics.contains("\npicket_queue_depth 1\n"))
    }
}
