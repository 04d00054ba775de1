import Classification
import ConsolePrograms
import DurableFiles
import Foundation
import Generation
import HTTPService
import JSONParsing
import LabeledData
import Records
import ServiceManager
import Synchronization
import TestSupport
import Testing
import TrainerService

/// A trainer on a tiny base, asked through its routes; its store can be closed and opened again as a killed process would find it.
final class TinyTrainer {
    let place: TinyTrainingPlace
    var configuration = TrainerConfiguration()
    private(set) var store: RecordStore?
    private var router: Router?
    private(set) var worker: RoundWorker?
    /// Every label that the trainer said it has recorded, by message, over all its lives.
    private(set) var acknowledged: [String: SafetyClass] = [:]
    var models: ModelsFolder { ModelsFolder(configuration.models) }

    struct Refusal: Error { let status: Int, message: String, code: String? }

    /// - Parameter gateRows: Messages of each class in the gate set; 0 for no gate.
    init(gateRows: Int = 4) throws {
        place = try TinyTrainingPlace()
        configuration.base = place.base
        configuration.bootstrap = [place.data]
        configuration.dev = place.prior
        configuration.state = place.path + "/state"
        configuration.models = place.path + "/models"
        configuration.threads = 2
        configuration.queries = 6
        configuration.clusters = 6
        configuration.variations = 2
        configuration.driftCosine = -1
        configuration.nearDuplicateCosine = 2
        try makeFolder(configuration.state)
        try makeFolder(configuration.models)
        guard gateRows > 0 else { return }
        let held = place.path + "/held-back.tsv"
        try writeFile(held, Array(TinyTrainingPlace.table(rows: 40..<40 + gateRows, ids: false).utf8))
        let path = place.path + "/tiny.gate.json"
        try run(["gate", "freeze", "--data", held, "--out", path, "--least", "1", "--by", "gerda"])
        configuration.gate = path
    }

    /// Has variations written by a language model at a scripted endpoint, one request at a time.
    func use(_ server: ScriptedLLMServer) throws {
        configuration.generator = .openai
        configuration.llmModel = "scripted"
        configuration.baseURL = server.baseURL
        configuration.concurrency = 1
        configuration.priceIn = try TokenPrice(decimal: "1")
        configuration.priceOut = try TokenPrice(decimal: "2")
    }

    /// Unlabelled messages of every class.
    static let pool: [[JSONValue]] = SafetyClass.allCases.flatMap { label in
        (60..<64).map { [.int($0), .string("\(label.index)-\($0)"), .string(TinyTrainingPlace.text(label, $0))] }
    }

    /// Opens the store as a starting trainer does.
    func open(_ options: StoreOptions = StoreOptions(), daemon: @escaping @Sendable () -> PromotionDaemon = { .none }) throws {
        let store = try RecordStore.open(configuration.state + "/trainer.db", options: options)
        self.store = store
        try store.orphanReservations()
        _ = try Promoter(models: models, daemon: daemon()).heal()
        let steps = RoundSteps(store: store, configuration: configuration, daemon: daemon)
        let worker = RoundWorker(store, perform: steps.perform, log: { _ in })
        self.worker = worker
        let desk = TrainerDesk(store: store, worker: worker, configuration: configuration, daemon: daemon)
        router = TrainerRoutes.router(desk, run: { $0() }, log: EventLog(program: "test") { _ in }, shutDown: {})
    }

    func close() {
        try? store?.close()
        store = nil
    }

    private func response(_ method: String, _ path: String, _ body: JSONValue?) throws -> HTTPResponse {
        let answer = Mutex<HTTPResponse?>(nil)
        let request = HTTPRequest(method: method, path: path, body: body.map { JSONWriter.compact($0) } ?? [])
        try #require(router).dispatch(request, Responder { response in answer.withLock { $0 = response } })
        return try #require(answer.withLock { $0 })
    }

    /// The body of an answer to `GET`.
    func text(_ path: String) throws -> String { String(decoding: try response("GET", path, nil).body, as: UTF8.self) }

    @discardableResult
    func ask(_ method: String, _ path: String, _ body: JSONValue? = nil) throws -> JSONObject {
        let response = try response(method, path, body)
        let object = try #require(try JSONParser.parse(response.body).object)
        guard response.status == 200 else {
            let error = object["error"]?.object
            throw Refusal(status: response.status, message: error?["message"]?.string ?? "", code: error?["code"]?.string)
        }
        return object
    }

    @discardableResult
    func post(_ path: String, _ body: JSONValue = .object(JSONObject())) throws -> JSONObject { try ask("POST", path, body) }

    func importPool() throws {
        try post(
            "/v1/pool/import",
            ["file": "pool.tsv", "source": "tiny", "by": "ada", "ids": "column", "rows": .array(Self.pool.map { .array($0) })])
    }

    func state() throws -> String { try #require(try post("/v1/rounds/show")["state"]?.string) }

    /// Answers what a round asks, truly.
    ///
    /// - Returns: How many answers the trainer has said that it recorded.
    @discardableResult
    func labelAll(as annotator: String = "ada") throws -> Int {
        var recorded = 0
        while let item = try post("/v1/labels/next", ["annotator": .string(annotator)])["item"]?.object {
            let text = try #require(item["text"]?.string)
            let label = try #require(TinyTrainingPlace.label(of: text))
            try post(
                "/v1/labels/answer",
                ["annotator": .string(annotator), "message": item["message"] ?? nil, "label": .string(label.name)])
            recorded += 1
            acknowledged[try #require(item["message"]?.string)] = label
        }
        return recorded
    }

    func decideReviews(_ decision: String = "accept") throws {
        for item in try #require(try post("/v1/reviews/list")["items"]?.array) {
            try post("/v1/reviews/decide", ["variation": item.object?["variation"] ?? nil, "by": "ada", "decision": .string(decision)])
        }
    }

    /// Takes a first round, without reviews, to where a person is asked to approve.
    func driveToApproval() throws {
        try importPool()
        try post("/v1/rounds/start", ["by": "ada"])
        try #require(worker).workUntilIdle()
        try labelAll()
        try post("/v1/rounds/advance", ["by": "ada"])
        try #require(worker).workUntilIdle()
    }

    /// Takes a round, or begins one, as far as it goes: labels, reviews and approvals are given as they are asked for.
    ///
    /// - Returns: The state it ended in.
    func drive() throws -> String {
        if try ask("GET", "/v1/pool")["messages"] == 0 { try importPool() }
        if try ask("GET", "/v1/rounds")["rounds"] == [] { try post("/v1/rounds/start", ["by": "ada"]) }
        while true {
            try #require(worker).workUntilIdle()
            // Where the store has died the worker rests and says nothing; this question tells.
            switch try state() {
            case "awaiting-labels":
                try labelAll()
                try post("/v1/rounds/advance", ["by": "ada"])
            case "awaiting-review":
                try decideReviews()
                try post("/v1/rounds/advance", ["by": "ada"])
            case "awaiting-approval": try post("/v1/rounds/approve", ["by": "ada", "reason": "seen"])
            case let end: return end
            }
        }
    }
}
