import Classification
import DurableFiles
import Encoders
import HTTPService
import JSONParsing
import LabeledData
import OSThreads
import Records
import ServiceManager
import Synchronization
import TestSupport
import Testing
import TrainerService

/// A trained bundle, a spool and a daemon's hours, all tiny.
@Suite(.timeLimit(.minutes(5)))
struct LiveTrafficTests {
    private let place: TinyTrainingPlace
    private var configuration = TrainerConfiguration()
    private let store: RecordStore
    private let bundle: String
    private let said = Said()
    private static let hour = Timestamp.now.microseconds / 3_600_000_000

    private final class Said: Sendable {
        let lines = Mutex<[String]>([])
        let reports = Mutex<[DriftReport]>([])
    }

    init() throws {
        place = try TinyTrainingPlace()
        try place.train(["--recipe", "probe", "--models", place.path + "/models", "--promote"])
        configuration.models = place.path + "/models"
        configuration.base = place.base
        configuration.bootstrap = [place.data]
        configuration.dev = place.prior
        configuration.threads = 1
        configuration.capture.folder = place.path + "/spool"
        try makeFolder(configuration.capture.folder)
        store = try RecordStore.open(place.path + "/trainer.db")
        bundle = try ModelsFolder(configuration.models).champion().text
    }

    /// The hours of a daemon that has classified these texts by the bundle.
    private func traffic(_ texts: [String]) throws -> DaemonTraffic {
        let folder = ModelsFolder(configuration.models)
        let id = try folder.champion()
        let model = try Classifier(.bundle(folder.folder(of: id), id: id), precision: .int8)
        let workspace = model.makeWorkspace(maxTokens: model.limits.windowTokens, maxSequences: 1)
        var history = TrafficHistory()
        for text in texts {
            let verdict = try model.verdict(text, workspace: workspace)
            history.add(verdict, bundle: model.name, labels: model.labels, layers: model.layers, hour: Self.hour)
        }
        let json = history.json
        return DaemonTraffic { () throws(DriftFault) in json }
    }

    private func live(_ traffic: DaemonTraffic) -> LiveTraffic {
        let said = said
        return LiveTraffic(
            configuration, store, traffic: traffic, log: { line in said.lines.withLock { $0.append(line) } },
            taken: { line in said.lines.withLock { $0.append(line) } },
            report: { report in said.reports.withLock { $0.append(report) } })
    }

    private func texts(_ classes: [SafetyClass], _ count: Int) -> [String] {
        classes.flatMap { label in (10..<10 + count).map { TinyTrainingPlace.text(label, $0) } }
    }

    @Test("traffic like the development rows is quiet; traffic of one class alarms once and begins no round")
    func alarm() throws {
        let quiet = try #require(live(try traffic(texts(SafetyClass.allCases, 8))).runCheck()).get()
        #expect(quiet.level == .quiet, "\(quiet.json)")
        #expect(quiet.texts == 48)
        #expect(quiet.embeddings.map(\.texts).reduce(0, +) == 48)
        #expect(quiet.embeddings.allSatisfy { $0.cosine > 0.95 && $0.referenceTexts > 0 }, "\(quiet.embeddings)")
        #expect(quiet.domainFault == "0 captured messages, 30 are needed")
        let shifted = live(try traffic((0..<20).flatMap { _ in texts([.legalAdvice], 8) }))
        for _ in 0..<2 {
            let found = try #require(shifted.runCheck()).get()
            #expect(found.level == .alarm)
            #expect(found.embeddings.map(\.cosine).min() ?? 1 < quiet.embeddings.map(\.cosine).min() ?? 0)
        }
        #expect(said.reports.withLock { $0.count } == 1)
        #expect(try store.rounds(limit: 10).isEmpty)
        #expect(try store.lastEvent([DriftAlarm.raised])?.payload.object?["bundle"] == .string(bundle))
    }

    @Test("captured messages of another language are told from training texts, and no sentence holds a text")
    func captured() throws {
        let samples = (0..<60).map { number in
            CapturedSample(
                text: "zyzy yzzy \(["zz", "yy", "zy", "yz"][number % 4])" + String(repeating: "zy", count: number), scores: [], entropy: 0,
                bundle: bundle, hour: Self.hour)
        }
        try CaptureIntakeTests.write(samples, number: 1, in: configuration.capture.folder)
        let live = live(try traffic(texts(SafetyClass.allCases, 8)))
        let duty = live.takeCaptured()
        #expect(duty.intake.added == 60)
        // The comparison that an intake begins may be running on its thread.
        var result = live.runCheck()
        while result == nil { result = live.runCheck() }
        let report = try #require(result).get()
        #expect(report.domainFault == nil)
        let domain = try #require(report.domain)
        #expect(domain.captured == 60)
        #expect(domain.area > 0.8)
        #expect(report.level == .alarm)
        for line in said.lines.withLock({ $0 }) + [report.sentence] { #expect(!line.contains("zy")) }
    }

    @Test("what cannot be compared is an error that says why, and the report is none")
    func faults() throws {
        func fault(_ traffic: DaemonTraffic) -> DriftFault? {
            if case .failure(let fault) = live(traffic).runCheck() { fault } else { nil }
        }
        #expect(fault(DaemonTraffic { () throws(DriftFault) in throw .noDaemon(reason: "x") }) == .noDaemon(reason: "x"))
        #expect(fault(DaemonTraffic { () throws(DriftFault) in ["version": 1, "hours": []] }) == .noTraffic)
        #expect(fault(DaemonTraffic { () throws(DriftFault) in [] }) == .badAnswer(reason: "it has no hours"))
        var history = TrafficHistory()
        var scores = WindowScores(labels: ["a", "b"])
        scores.add([0.5, 0.5], layers: 1)
        let verdict = Verdict(labels: ["a", "b"], windowScores: scores, tokens: 3, truncated: false)
        history.add(verdict, bundle: bundle, labels: ["a", "b"], layers: 1, hour: Self.hour)
        let other = history.json
        #expect(fault(DaemonTraffic { () throws(DriftFault) in other }) == .labelsDiffer(bundle: bundle))
        var foreign = TrafficHistory()
        foreign.add(verdict, bundle: "20200101T000000-000000000000", labels: ["a", "b"], layers: 1, hour: Self.hour)
        let unknown = foreign.json
        guard case .noReference = fault(DaemonTraffic { () throws(DriftFault) in unknown }) else {
            Issue.record("a bundle that is not there was a reference")
            return
        }
        #expect(fault(.socket(place.path + "/none.sock")).map { "\($0)".hasPrefix("the daemon cannot be asked") } == true)
        #expect(said.reports.withLock { $0.isEmpty })
    }

    @Test("a trainer takes captured messages in before a round begins, and answers GET /v1/drift with the report")
    func routes() throws {
        let samples = (0..<4).map { CapturedSample(text: "m \($0)", scores: [], entropy: 1, bundle: bundle, hour: Self.hour) }
        try CaptureIntakeTests.write(samples, number: 1, in: configuration.capture.folder)
        let steps = RoundSteps(store: store, configuration: configuration, daemon: { .none })
        let worker = RoundWorker(store, perform: steps.perform, log: { _ in })
        var desk = TrainerDesk(store: store, worker: worker, configuration: configuration, daemon: { .none })
        desk.traffic = live(try traffic(texts(SafetyClass.allCases, 8)))
        let router = TrainerRoutes.router(desk, run: { $0() }, log: EventLog(program: "test") { _ in }, shutDown: {})
        func ask(_ method: String, _ path: String, _ body: [UInt8]) throws -> (status: Int, body: JSONObject) {
            let answer = Monitor<HTTPResponse?>(nil)
            router.dispatch(
                HTTPRequest(method: method, path: path, body: body), Responder { response in answer.update { $0 = response } })
            let response = answer.wait { $0 }
            return (response.status, try #require(try JSONParser.parse(response.body).object))
        }
        #expect(try ask("POST", "/v1/rounds/start", Array(#"{"by":"ada"}"#.utf8)).status == 200)
        #expect(try store.messageCount() == 4)
        var answer = try ask("GET", "/v1/drift", [])
        while answer.status == 409 { answer = try ask("GET", "/v1/drift", []) }
        #expect(answer.status == 200)
        #expect(answer.body["bundle"] == .string(bundle))
        #expect(answer.body["comparisons"]?.array?.count == 2)
    }
}
