import HTTPService
import JSONParsing
import LabeledData
import Records

/// `/v1/labels…`: hands messages out and takes answers.
extension TrainerDesk {
    func nextLabel(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "annotator", "lease_seconds"])
        let annotator = try fields.text("annotator")
        let seconds = try fields.number("lease_seconds", 1...86_400) ?? configuration.leaseSeconds
        let record = try round(fields)
        let next = try answering { () throws(RecordsError) in
            try store.nextItem(round: record.id, annotator: annotator, lease: .seconds(seconds))
        }
        var item = JSONValue.null
        let status: String
        switch next {
        case .item(let leased): (status, item) = ("item", Self.item(leased))
        case .withOthers: status = "waiting"
        case .finished: status = "finished"
        }
        return ["round": .string(record.id), "status": .string(status), "item": item, "progress": try progress(record)]
    }

    private static func item(_ leased: LeasedItem) -> JSONValue {
        let scores = leased.item.query.scores ?? []
        let guess = zip(SafetyClass.allCases, scores).map { label, score -> JSONValue in
            ["label": .string(label.name), "score": .double(score)]
        }
        return [
            "message": .string(leased.item.message.id), "text": .string(leased.item.message.text), "guess": .array(guess),
            "lease_until": .string(leased.expiresAt.description),
        ]
    }

    func answerLabel(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "annotator", "message", "label", "note"])
        let name = try fields.text("label")
        guard let label = SafetyClass(label: name) else {
            throw .badRequest(unknownClassReason(name), param: "label", code: "unknown_class")
        }
        return try record(fields) { (store, record, annotator, message, note) throws(RecordsError) in
            try store.answer(message, label, by: annotator, round: record.id, note: note)
        }
    }

    func skipLabel(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "annotator", "message", "note"])
        return try record(fields) { (store, record, annotator, message, note) throws(RecordsError) in
            try store.skip(message, by: annotator, round: record.id, note: note)
        }
    }

    private func record(
        _ fields: RequestFields, _ body: (RecordStore, RoundRecord, String, String, String?) throws(RecordsError) -> LabelOutcome
    ) throws(APIError) -> JSONValue {
        let (annotator, message) = (try fields.text("annotator"), try fields.text("message"))
        let note = try fields.optionalText("note")
        let round = try round(fields)
        let outcome = try answering { () throws(RecordsError) in try body(store, round, annotator, message, note) }
        let name = if case .unchanged = outcome { "unchanged" } else { "recorded" }
        return ["outcome": .string(name), "progress": try progress(round)]
    }

    func noteLabel(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "annotator", "message", "note"])
        let annotator = try fields.text("annotator")
        let (message, note) = (try fields.text("message"), try fields.text("note"))
        let round = try round(fields)
        _ = try answering { () throws(RecordsError) in try store.addNote(note, to: message, by: annotator, round: round.id) }
        return ["progress": try progress(round)]
    }

    func undoLabel(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "annotator"])
        let annotator = try fields.text("annotator")
        let round = try round(fields)
        let undone = try answering { () throws(RecordsError) in try store.undoLast(by: annotator, round: round.id) }
        var document = JSONValue.null
        if let undone {
            var label: String?
            if case .label(let given, _) = undone.entry { label = given.name }
            document = ["message": .string(undone.message), "label": label.map { .string($0) } ?? nil]
        }
        return ["undone": document, "progress": try progress(round)]
    }

    func releaseLabels(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "annotator"])
        let annotator = try fields.text("annotator")
        let round = try round(fields)
        try answering { () throws(RecordsError) in try store.releaseLeases(round: round.id, annotator: annotator) }
        return .object(JSONObject())
    }

    func importLabels(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "annotator", "file", "again", "rows"])
        let (annotator, file) = (try fields.text("annotator"), try fields.text("file"))
        var rows: [AnnotationRow] = []
        for (index, value) in try fields.array("rows").enumerated() { rows.append(try Self.annotation(value, index)) }
        let name = try fields.optionalText("round")
        let again = try fields.flag("again")
        let report = try answering { () throws(RecordsError) in
            try store.importLabels(rows, file: file, annotator: annotator, round: name, again: again)
        }
        return [
            "added": .int(report.added), "unchanged": .int(report.unchanged),
            "imported_before": report.importedBefore.map { .string($0.description) } ?? nil,
        ]
    }

    private static func annotation(_ value: JSONValue, _ index: Int) throws(APIError) -> AnnotationRow {
        let fault = APIError.badRequest("row \(index + 1) of 'rows' is no annotation", param: "rows", code: "invalid_member")
        guard let object = value.object, let line = object["line"]?.int else { throw fault }
        var label: SafetyClass?
        switch object["label"] {
        case nil, .null: break
        case let given?:
            guard let name = given.string else { throw fault }
            guard let known = SafetyClass(label: name) else {
                throw .badRequest("line \(line): \(unknownClassReason(name))", param: "rows", code: "unknown_class")
            }
            label = known
        }
        return AnnotationRow(
            line: line, messageID: object["id"]?.string, text: object["text"]?.string, label: label,
            annotator: object["annotator"]?.string, note: object["note"]?.string)
    }

    func sheet(_ body: JSONObject) throws(APIError) -> JSONValue {
        let fields = try RequestFields(body, allowed: ["round", "all"])
        let record = try fields.flag("all") ? nil : try round(fields)
        let rows = try answering { () throws(RecordsError) in
            if let record { return try store.sheet(round: record.id) }
            return try store.sheetOfAllLabels()
        }
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return [
            "round": text(record?.id),
            "rows": .array(
                rows.map { row in
                    [
                        "id": .string(row.id), "text": .string(row.text), "label": text(row.label?.name), "skipped": .bool(row.isSkipped),
                        "annotator": text(row.annotator), "note": text(row.note),
                    ]
                }),
        ]
    }
}
