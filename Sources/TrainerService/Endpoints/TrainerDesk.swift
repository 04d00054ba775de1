package import Classification
import HTTPService
import JSONParsing
import Metrics
package import Records

/// Where requests meet rounds: what the endpoints share.
package struct TrainerDesk: Sendable {
    let store: RecordStore
    let book: RoundBook
    let worker: RoundWorker
    let configuration: TrainerConfiguration
    let daemon: @Sendable () -> PromotionDaemon
    let process = ProcessMetrics()
    /// Captured messages and drift; nil where nothing is captured.
    package var traffic: LiveTraffic?

    /// - Parameters:
    ///   - tell: Takes each move of a round that a request makes.
    ///   - daemon: Gives the daemon to promote to.
    package init(
        store: RecordStore, worker: RoundWorker, configuration: TrainerConfiguration,
        tell: @escaping @Sendable (RoundMove) -> Void = { _ in }, daemon: @escaping @Sendable () -> PromotionDaemon
    ) {
        self.store = store
        book = RoundBook(store, tell: tell)
        self.worker = worker
        self.configuration = configuration
        self.daemon = daemon
    }

    var models: ModelsFolder { ModelsFolder(configuration.models) }

    /// The round that a request is about: the one it names, else the running one, else the newest.
    func round(_ fields: RequestFields) throws(APIError) -> RoundRecord {
        let name = try fields.optionalText("round")
        let found = try answering { () throws(RecordsError) in
            if let name { return try store.round(name) }
            if let running = try store.runningRound() { return running }
            return try store.rounds(limit: 1).first
        }
        guard let found else {
            throw APIError(
                status: 404,
                message: name.map { "there is no round '\($0)'" } ?? "there is no round yet: 'picketctl round start' begins one",
                param: "round", code: "unknown_round")
        }
        return found
    }

    func document(_ round: RoundRecord, eventsAfter: Int? = 0) throws(APIError) -> JSONValue {
        try answering { () throws(RecordsError) in
            try RoundDocument(store: store, round: round, work: worker.work, trouble: worker.trouble).json(eventsAfter: eventsAfter)
        }
    }

    /// The round as it is now.
    func document(_ id: String) throws(APIError) -> JSONValue {
        let record = try answering { () throws(RecordsError) in try store.round(id) }
        guard let record else { throw APIError(.noRound(id: id)) }
        return try document(record)
    }

    func progress(_ round: RoundRecord) throws(APIError) -> JSONValue {
        try answering { () throws(RecordsError) in try store.labelProgress(round: round.id) }.json
    }
}
