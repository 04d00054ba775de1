import HTTPService
import JSONParsing
import LabeledData
import Records

/// `/v1/pool…`, `/v1/reviews…` and `/v1/status`.
extension TrainerDesk {
    func poolStatistics(_ body: JSONObject) throws(APIError) -> JSONValue {
        try answering { () throws(RecordsError) in
            [
                "messages": .int(try store.messageCount()),
                "sources": .array(
                    try store.poolSources().map {
                        ["source": .string($0.source), "messages": .int($0.messages), "labelled": .int($0.labelled)]
                    }),
                "embedded": .int(try store.embeddingSets().map(\.rows).max() ?? 0),
            ]
        }
    }

    private enum IDs: String, CaseIterable { case column, text }

    func importPool(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["file", "source", "by", "ids", "rows"])
        let (file, source, by) = (try fields.text("file"), try fields.text("source"), try fields.text("by"))
        let ids = try fields.choice("ids", IDs.self)
        var rows: [DataRow] = []
        for (index, value) in try fields.array("rows").enumerated() {
            guard let parts = value.array, parts.count == 3, let line = parts[0].int, let text = parts[2].string,
                parts[1] == .null || parts[1].string != nil
            else { throw .badRequest("row \(index + 1) of 'rows' is not [line, id or null, text]", param: "rows", code: "invalid_member") }
            rows.append(DataRow(line: line, id: parts[1].string, text: text, label: nil))
        }
        let report = try answering { () throws(RecordsError) in
            try store.importMessages(rows, file: file, source: source, by: by, ids: ids == .text ? .fromText : .given)
        }
        return try answering { () throws(RecordsError) in
            [
                "added": .int(report.added), "already_there": .int(report.alreadyThere), "messages": .int(try store.messageCount()),
            ]
        }
    }

    func openReviews(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round"])
        let record = try round(fields)
        return try answering { () throws(RecordsError) in
            let open = try store.variations(round: record.id).filter(\.awaitsReview).map(\.variation)
            var items: [JSONValue] = []
            for variation in open {
                items.append([
                    "variation": .string(variation.id), "text": .string(variation.text),
                    "source": .string(try store.message(variation.message)?.text ?? ""),
                    "human_label": .string(variation.humanLabel.name), "label": .string(variation.label.name),
                    "learner": variation.filters.object?["learner"] ?? .null,
                ])
            }
            return ["round": .string(record.id), "open": .int(open.count), "items": .array(items)]
        }
    }

    private enum Decision: String, CaseIterable { case accept, reject, relabel }

    func decideReview(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["variation", "by", "decision", "label", "note"])
        let (variation, by) = (try fields.text("variation"), try fields.text("by"))
        let decision: ReviewDecision
        switch try fields.choice("decision", Decision.self) {
        case .accept: decision = .accept
        case .reject: decision = .reject
        case .relabel:
            let name = try fields.text("label")
            guard let label = SafetyClass(label: name) else {
                throw .badRequest(unknownClassReason(name), param: "label", code: "unknown_class")
            }
            decision = .relabel(label)
        }
        let note = try fields.optionalText("note")
        return try answering { () throws(RecordsError) in
            _ = try store.review(variation, decision, by: by, note: note)
            guard let round = try store.runningRound() else { return ["open": 0] }
            return ["open": .int(try store.openReviewCount(round: round.id))]
        }
    }
}
