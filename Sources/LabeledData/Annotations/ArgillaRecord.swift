import JSONParsing

// A record of Argilla, in the two shapes that its versions export:
//
//     2.x  {"id": "m-2cf2…", "fields": {"text": "…"},
//           "responses": {"label": [{"value": "self-harm", "user_id": "…", "status": "submitted"}]}}
//     1.x  {"external_id": "m-2cf2…", "fields": {"text": "…"},
//           "responses": [{"user_id": "…", "status": "submitted", "values": {"label": {"value": "self-harm"}}}]}
//
// The question is the one named `label` or `category`, or the only one there is. A response that was discarded is a skip, a draft is
// none; one without a status counts as submitted. Suggestions are nobody's answers.

extension AnnotationBuilder {
    mutating func addArgillaRecord(_ record: JSONObject, number: Int) throws(DataFileError) {
        let id = scalarText(record["external_id"]) ?? scalarText(record["id"])
        let text = record["fields"]?.object?["text"]?.string
        var responses: [ArgillaResponse] = []
        switch record["responses"] {
        case .object(let questions):
            if let question = try question(questions.keys, number) {
                for element in questions[question]?.array ?? [] {
                    let response = try object(element, number)
                    responses.append(ArgillaResponse(response, value: response["value"]))
                }
            }
        case .array(let elements):
            for element in elements {
                let response = try object(element, number)
                let values = response["values"]?.object ?? JSONObject()
                let question = try question(values.keys, number)
                responses.append(ArgillaResponse(response, value: question.flatMap { values[$0]?.object?["value"] }))
            }
        case .null, nil: break
        case let other?: throw .badRow(path: path, line: number, reason: "'responses' is \(other.kind)")
        }
        var isAnswered = false
        for response in responses where response.status != "draft" {
            let isSkip = response.status == "discarded"
            if !isSkip, response.value == nil || response.value == .null { continue }
            guard isSkip || response.value?.string != nil else {
                throw .badRow(
                    path: path, line: number, reason: "a response is \(response.value?.kind ?? "missing"), not the name of a class")
            }
            isAnswered = true
            try add(
                line: number, id: id, text: text, label: isSkip ? "skip" : response.value?.string, annotator: response.user, note: nil)
        }
        if !isAnswered { try add(line: number, id: id, text: text, label: nil, annotator: nil, note: nil) }
    }

    private func question(_ names: [String], _ number: Int) throws(DataFileError) -> String? {
        if let usual = DataColumns.usualLabelNames.first(where: names.contains) { return usual }
        guard names.count <= 1 else {
            let list = names.map { "'\($0)'" }.joined(separator: ", ")
            throw .badRow(path: path, line: number, reason: "the questions are \(list), one of them has to be named 'label' or 'category'")
        }
        return names.first
    }

    private func object(_ value: JSONValue, _ number: Int) throws(DataFileError) -> JSONObject {
        guard let object = value.object else {
            throw .badRow(path: path, line: number, reason: "a response is \(value.kind), not an object")
        }
        return object
    }
}

private struct ArgillaResponse {
    let user: String?
    let status: String
    let value: JSONValue?

    init(_ response: JSONObject, value: JSONValue?) {
        user = scalarText(response["user_id"])
        status = response["status"]?.string ?? "submitted"
        self.value = value
    }
}
