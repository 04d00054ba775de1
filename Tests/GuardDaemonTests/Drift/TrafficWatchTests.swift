import Classification
import DurableFiles
import Encoders
import GuardDaemon
import HTTPService
import JSONParsing
import LabeledData
import ServiceManager
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct TrafficWatchTests {
    private let place: TemporaryFolder
    private let folder: TinyClassifier
    private let model: Classifier
    private let configuration: GuardConfiguration

    init() throws {
        place = try TemporaryFolder()
        folder = try TinyClassifier(labels: ["one", "two", "three", "four", "five", "six"])
        var configuration = GuardConfiguration()
        configuration.windowTokens = 16
        configuration.stride = 8
        configuration.precision = .float32
        configuration.capture.isEnabled = true
        configuration.capture.folder = place.path + "/capture"
        configuration.capture.minEntropy = 0
        self.configuration = configuration
        model = try configuration.load(.folder(folder.path))
    }

    private var file: String { place.path + "/drift.json" }

    private func watch(
        _ capture: CaptureSettings, hour: Int = 498_611, warn: @escaping @Sendable (String) -> Void = { Issue.record("\($0)") }
    )
        -> TrafficWatch
    {
        TrafficWatch(capture: capture, file: file, clock: { hour * 3_600 + 3_599 }, warn: warn)
    }

    private func service(_ host: ModelHost, _ pool: ComputePool, _ watch: TrafficWatch?) -> GuardService {
        GuardService(
            host: host, pool: pool, live: LiveConfiguration(configuration), metrics: GuardMetrics(), watch: watch,
            log: EventLog(program: "test") { _ in })
    }

    /// Asks a daemon's query routes.
    private func ask(_ watch: TrafficWatch?, _ path: String, _ body: JSONValue) throws -> HTTPResponse {
        let host = ModelHost(load: { source throws(ClassificationError) in try configuration.load(source) }, policy: configuration.policy)
        _ = try host.activate(.folder(folder.path), mode: .concurrent) {}
        let pool = ComputePool(settings: ComputePool.Settings(threads: 1, maxBatchTokens: 64, capacity: 16, deadlineSeconds: 600))
        #expect(pool.start())
        let service = service(host, pool, watch)
        let answer = Mutex<HTTPResponse?>(nil)
        Routes.queries(service).dispatch(
            HTTPRequest(method: "POST", path: path, body: JSONWriter.compact(body)),
            Responder { response in answer.withLock { $0 = response } })
        pool.drain()
        return try #require(answer.withLock { $0 })
    }

    @Test("every verdict of every endpoint is counted, and captured messages carry nothing of the request")
    func counts() throws {
        let watch = watch(configuration.capture)
        _ = try ask(watch, "/v1/classify", ["input": ["calm", "alarm at ada@example.com"]])
        _ = try ask(watch, "/v1/moderations", ["input": "alarm"])
        watch.stop()
        let hours = TrafficHistory(json: watch.json, now: 498_611).hours
        #expect(hours.map(\.texts) == [3])
        #expect(hours.first?.bundle == model.name)
        #expect(watch.captureCounts?.written == 3)
        let lines = try names(in: configuration.capture.folder).flatMap {
            try completeLines(configuration.capture.folder + "/" + $0, limitBytes: 1 << 20)
        }
        #expect(Set(lines.compactMap(CapturedSample.init(line:)).map(\.text)) == ["calm", "alarm at [email]", "alarm"])
        for line in lines {
            #expect(try JSONParser.parse(line).object?.keys == ["version", "hour", "bundle", "entropy", "scores", "text"])
        }
    }

    @Test("with capture off nothing is written but numbers")
    func off() throws {
        var settings = configuration.capture
        settings.isEnabled = false
        let watch = watch(settings)
        _ = try ask(watch, "/v1/classify", ["input": "calm alarm"])
        watch.stop()
        #expect(!isFolder(settings.folder))
        #expect(watch.json.object?["capture"] == ["enabled": false])
        #expect(!String(decoding: try readFile(file, limitBytes: 1 << 20), as: UTF8.self).contains("calm"))
    }

    @Test("an answer is the same with and without a watch, and with a spool that cannot be written")
    func transparent() throws {
        func results(_ watch: TrafficWatch?) throws -> JSONValue? {
            try JSONParser.parse(try ask(watch, "/v1/classify", ["input": "calm alarm"]).body).object?["results"]
        }
        var broken = configuration.capture
        try writeFile(place.path + "/file", [])
        broken.folder = place.path + "/file/capture"
        let failing = watch(broken, warn: { _ in })
        #expect(try results(nil) == results(failing))
        failing.stop()
        #expect(failing.captureCounts?.droppedFailed == 1)
    }

    @Test("a restart does not forget the hours, whatever the file has become in between")
    func restart() throws {
        let first = watch(configuration.capture)
        _ = try ask(first, "/v1/classify", ["input": "calm"])
        first.stop()
        let second = watch(configuration.capture, hour: 498_612)
        _ = try ask(second, "/v1/classify", ["input": "calm"])
        #expect(TrafficHistory(json: second.json, now: 498_612).hours.map(\.hour) == [498_611, 498_612])
        second.stop()
        for content in [[], [0xFF], Array("{}".utf8), Array("[1]".utf8), Array(#"{"version":1,"hours":[{"hour":-1}]}"#.utf8)] as [[UInt8]] {
            try writeFile(file, content)
            let third = watch(configuration.capture, warn: { _ in })
            #expect(TrafficHistory(json: third.json, now: 498_612).hours.isEmpty)
            third.stop()
        }
    }

    @Test("the admin socket tells the hours, the query socket does not")
    func endpoint() throws {
        let host = ModelHost(load: { source throws(ClassificationError) in try configuration.load(source) }, policy: configuration.policy)
        let pool = ComputePool(settings: ComputePool.Settings(threads: 1, maxBatchTokens: 64, capacity: 16, deadlineSeconds: 600))
        let watch = watch(configuration.capture)
        watch.saw(["x"], [try model.verdict("calm", workspace: model.makeWorkspace(maxTokens: 16, maxSequences: 1))], by: model)
        let service = service(host, pool, watch)
        func status(_ router: Router) throws -> HTTPResponse {
            let answer = Mutex<HTTPResponse?>(nil)
            router.dispatch(
                HTTPRequest(method: "GET", path: "/v1/drift", body: []), Responder { response in answer.withLock { $0 = response } })
            return try #require(answer.withLock { $0 })
        }
        #expect(try status(Routes.queries(service)).status == 404)
        let admin = AdminService(
            service: service, reloading: Reloading(service: service) { [configuration] in .success(configuration) }, shutDown: {})
        let answer = try status(Routes.administration(admin))
        #expect(answer.status == 200)
        #expect(try JSONParser.parse(answer.body).object?["hours"]?.array?.count == 1)
        watch.stop()
    }
}
