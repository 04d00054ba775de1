import HTTPService
import JSONParsing
import Records

/// `/v1/rounds…`: begins, shows and moves rounds.
extension TrainerDesk {
    func rounds(_ body: JSONObject) throws(APIError) -> JSONValue {
        let records = try answering { () throws(RecordsError) in try store.rounds() }
        var documents: [JSONValue] = []
        for record in records { documents.append(try document(record, eventsAfter: nil)) }
        return ["rounds": .array(documents)]
    }

    func showRound(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "events_after"])
        let after = try fields.number("events_after", 0...Int.max) ?? 0
        return try document(try round(fields), eventsAfter: after)
    }

    func startRound(_ body: JSONObject) throws(APIError) -> JSONValue {
        var plan = RoundPlan(configuration)
        let asked = JSONObject(
            body.members.filter { $0.key != "by" && $0.key != RoundPlan.starter && $0.value != .null }.map { ($0.key, $0.value) })
        if let fault = plan.take(asked) {
            throw .badRequest("'\(fault.name)' has to be \(fault.allowed)", param: fault.name, code: "invalid_member")
        }
        return try start(plan, by: try RequestFields(JSONObject([("by", body["by"] ?? .null)]), allowed: ["by"]).text("by"))
    }

    private func start(_ plan: RoundPlan, by: String) throws(APIError) -> JSONValue {
        if let fault = configuration.writerFault(plan.generator) {
            throw .badRequest(
                "the generator '\(plan.generator.rawValue)' cannot be used: the configuration has to set \(fault)", param: "generator",
                code: "generator_not_configured")
        }
        traffic?.takeCaptured()
        let newest = try answering { () throws(RecordsError) in try store.rounds(limit: 1).first?.number ?? 0 }
        let id = "round-\(newest + 1)"
        var parameters = plan.json.object ?? JSONObject()
        parameters[RoundPlan.starter] = .string(by)
        _ = try moving { () throws(RoundError) in
            try book.start(id, parameters: .object(parameters), annotatorsPerItem: plan.annotators)
        }
        worker.nudge()
        return try document(id)
    }

    func advanceRound(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "with_labels_so_far", "with_reviews_so_far", "start", "by"])
        let by = try fields.text("by")
        let running = try answering { () throws(RecordsError) in try store.runningRound() }
        if running == nil, try fields.flag("start") {
            try requireNoFailedRound()
            return try start(RoundPlan(configuration), by: by)
        }
        let record = try round(fields)
        let (labels, reviews) = (try fields.flag("with_labels_so_far"), try fields.flag("with_reviews_so_far"))
        _ = try moving { () throws(RoundError) in
            try book.advance(record.id, withLabelsSoFar: labels, withReviewsSoFar: reviews)
        }
        worker.nudge()
        return try document(record.id)
    }

    /// A timer would begin one round after the other, each to fail as the one before: a person has to look first.
    private func requireNoFailedRound() throws(APIError) {
        let newest = try answering { () throws(RecordsError) in try store.rounds(limit: 1).first }
        guard let newest, newest.state == RoundState.failed.rawValue else { return }
        throw APIError(
            status: 409,
            message:
                "\(newest.id) failed (\(newest.error ?? "")): 'picketctl round retry' or 'picketctl round cancel' comes before another",
            code: "round_failed")
    }

    func approveRound(_ body: JSONObject) throws(APIError) -> JSONValue {
        try decide(body) { by, reason in .approve(by: by, reason: reason) }
    }

    func rejectRound(_ body: JSONObject) throws(APIError) -> JSONValue {
        try decide(body) { by, reason in .reject(by: by, reason: reason) }
    }

    private func decide(_ body: JSONObject, _ event: (String, String) -> RoundEvent) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "by", "reason"])
        let (record, by, reason) = (try round(fields), try fields.text("by"), try fields.text("reason"))
        let bundle = try answering { () throws(RecordsError) in
            try store.artifact(round: record.id, step: "training", key: "bundle")?.string
        }
        return try move(record, event(by, reason), bundle: bundle)
    }

    func cancelRound(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "by"])
        let record = try round(fields)
        let document = try move(record, .cancel(by: try fields.text("by")))
        worker.interrupt(round: record.id)
        return document
    }

    func retryRound(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "by"])
        return try move(try round(fields), .retry)
    }

    private func move(_ record: RoundRecord, _ event: RoundEvent, bundle: String? = nil) throws(APIError) -> JSONValue {
        _ = try moving { () throws(RoundError) in try book.handle(event, round: record.id, bundle: bundle) }
        worker.nudge()
        return try document(record.id)
    }
}
