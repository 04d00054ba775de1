import JSONParsing

// A task of Label Studio's JSON export:
//
//     {"id": 7, "data": {"text": "…", "id": "m-2cf2…"},
//      "annotations": [{"completed_by": 3 | {"email": "ada@…", "id": 3}, "was_cancelled": false,
//                       "result": [{"type": "choices", "value": {"choices": ["self-harm"]}, …}]}],
//      "predictions": […]}
//
// Each annotation is one answer of one person. A cancelled one is a skip. Predictions and drafts are nobody's answers. The id is
// `data.id`, as our export writes it; Label Studio's own task number says nothing to us.

extension AnnotationBuilder {
    mutating func addLabelStudioTask(_ task: JSONObject, number: Int) throws(DataFileError) {
        guard let data = task["data"]?.object else { throw .badRow(path: path, line: number, reason: "'data' is no object") }
        let id = scalarText(data["id"])
        let text = data["text"]?.string
        var isAnswered = false
        for element in task["annotations"]?.array ?? [] {
            guard let annotation = element.object else {
                throw .badRow(path: path, line: number, reason: "an element of 'annotations' is \(element.kind), not an object")
            }
            let person = annotation["completed_by"]
            let annotator = scalarText(person) ?? scalarText(person?.object?["email"]) ?? scalarText(person?.object?["id"])
            let isCancelled = annotation["was_cancelled"]?.bool ?? false
            guard let label = isCancelled ? "skip" : try choice(annotation, number) else { continue }
            isAnswered = true
            try add(line: number, id: id, text: text, label: label, annotator: annotator, note: nil)
        }
        if !isAnswered { try add(line: number, id: id, text: text, label: nil, annotator: nil, note: nil) }
    }

    /// The one choice of an annotation; nil when it has none.
    private func choice(_ annotation: JSONObject, _ number: Int) throws(DataFileError) -> String? {
        let choices = (annotation["result"]?.array ?? []).compactMap { $0.object?["value"]?.object?["choices"]?.array }.flatMap { $0 }
        guard choices.count <= 1 else {
            throw .badRow(path: path, line: number, reason: "an annotation has \(choices.count) choices, a message has one class")
        }
        guard let first = choices.first else { return nil }
        guard let label = first.string else {
            throw .badRow(path: path, line: number, reason: "a choice is \(first.kind), not a string")
        }
        return label
    }
}
