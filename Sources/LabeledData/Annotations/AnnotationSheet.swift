import JSONParsing

/// One line of a file that is handed out for labelling, or of labels that are handed on.
package struct AnnotationSheetRow: Equatable, Sendable {
    package let id: String
    package let text: String
    /// nil: not answered yet. The model's guess is never written here: it would lead the annotator.
    package let label: SafetyClass?
    package let isSkipped: Bool
    package let annotator: String?
    package let note: String?

    package init(
        id: String, text: String, label: SafetyClass? = nil, isSkipped: Bool = false, annotator: String? = nil, note: String? = nil
    ) {
        self.id = id
        self.text = text
        self.label = label
        self.isSkipped = isSkipped
        self.annotator = annotator
        self.note = note
    }

    fileprivate var labelName: String? { isSkipped ? "skip" : label?.name }
}

package enum AnnotationSheetFormat: String, CaseIterable, Sendable {
    case csv
    case jsonl
    /// Tasks for Label Studio's import, a `.json` file.
    case labelStudio = "label-studio"
}

/// Writes rows so that `parseAnnotations` reads them back as they are, once labels are filled in; in CSV the columns are
/// `id,text,label,annotator,note`.
package func annotationSheet(_ rows: [AnnotationSheetRow], as format: AnnotationSheetFormat) -> [UInt8] {
    switch format {
    case .csv:
        let lines = rows.map { row in
            [row.id, row.text, row.labelName ?? "", row.annotator ?? "", row.note ?? ""].map(csvField).joined(separator: ",") + "\r\n"
        }
        return Array(("id,text,label,annotator,note\r\n" + lines.joined()).utf8)
    case .jsonl:
        return rows.flatMap { row in
            JSONWriter.compact(
                .object(
                    JSONObject([
                        ("id", .string(row.id)), ("text", .string(row.text)), ("label", text(row.labelName)),
                        ("annotator", text(row.annotator)), ("note", text(row.note)),
                    ]))) + [UInt8(ascii: "\n")]
        }
    case .labelStudio:
        return JSONWriter.pretty(.array(rows.map { .object(labelStudioTask($0)) }))
    }
}

private func labelStudioTask(_ row: AnnotationSheetRow) -> JSONObject {
    var task = JSONObject([("data", .object(JSONObject([("text", .string(row.text)), ("id", .string(row.id))])))])
    guard row.label != nil || row.isSkipped else { return task }
    var annotation = JSONObject()
    if let annotator = row.annotator { annotation["completed_by"] = .string(annotator) }
    annotation["was_cancelled"] = .bool(row.isSkipped)
    let choices = row.label.map { [JSONValue.string($0.name)] } ?? []
    annotation["result"] =
        choices.isEmpty
        ? []
        : [["type": "choices", "from_name": "label", "to_name": "text", "value": .object(JSONObject([("choices", .array(choices))]))]]
    task["annotations"] = [.object(annotation)]
    return task
}

private func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }

/// RFC 4180: quoted when it must be, and when spaces at its ends could get lost.
private func csvField(_ field: String) -> String {
    let isPlain = !field.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 < 0x20 }
    if isPlain, field.utf8.first != 0x20, field.utf8.last != 0x20 { return field }
    // By bytes: a quote with a combining mark after it is another character than a quote, and still ends a field.
    let quoted = field.utf8.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }
    return "\"" + String(decoding: quoted, as: UTF8.self) + "\""
}
