import Classification
import ConsolePrograms
import HTTPService
import JSONParsing
import LabeledData
import Records

extension TrainerDesk {
    /// `GET /v1/status`: everything at a glance. Asks the daemon what it serves.
    func status(_ body: JSONObject) throws(APIError) -> JSONValue {
        var served: JSONValue = ["reachable": false, "model": nil]
        if case .serving(let name) = daemon().status() { served = ["reachable": true, "model": name.map { .string($0) } ?? nil] }
        let running = try answering { () throws(RecordsError) in try store.runningRound() }
        let round = try running.map { record throws(APIError) in try document(record, eventsAfter: nil) } ?? .null
        return try answering { () throws(RecordsError) in
            let labels = try store.settledLabels()
            return [
                "state_folder": .string(configuration.state), "version": .string(PicketVersion.text),
                "pool": [
                    "messages": .int(try store.messageCount()),
                    "labelled": .int(try store.poolSources().map(\.labelled).reduce(0, +)),
                ],
                "labels": .object(
                    JSONObject(SafetyClass.allCases.map { label in (label.name, .int(labels.count { $0.label == label })) })),
                "champion": (try? models.champion()).map { .string($0.text) } ?? nil, "daemon": served, "round": round,
                "work": worker.work?.json ?? .null, "spending_today": try store.spending(day: store.now.day).json,
            ]
        }
    }
}
