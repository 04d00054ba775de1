import DurableFiles
import JSONParsing

// Files of labels come from four places, told apart by their ending and, for `.json`, by what is in them:
//
//     .csv .tsv  a table with a header: `id` or `text` or both, `label` or `category`, and if you like `annotator` and `note`
//     .jsonl     the same names as keys, one object a line
//     .json      Label Studio's export ("JSON", not "JSON-MIN"): an array of tasks with `data` and `annotations`
//     .json      Argilla's export: an array of records with `fields` and `responses`, or an object with `records`
//
// An empty label is a row that nobody has answered, as the file that we export for filling in has them: it is passed over and counted.
// The label `skip` is an answer: somebody looked and passed.

/// A file of labels, every row of which has been read and checked for itself; whether its messages exist is for the store to say.
package struct AnnotationFile: Equatable, Sendable {
    package let rows: [AnnotationRow]
    /// Rows without an answer.
    package let unanswered: Int
}

/// Reads a file of labels of at most 256 MiB.
///
/// - Throws: `DataFileError` with file, row and reason of the first bad row; no row of a bad file is returned.
package func readAnnotationFile(_ path: String) throws(DataFileError) -> AnnotationFile {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try readFile(path, limitBytes: 256 << 20) } catch { throw .file(error) }
    return try parseAnnotations(bytes, path: path)
}

/// The content of a file of labels, wherever it was sent from; `path` tells the format by its ending, and is named in errors.
package func parseAnnotations(_ bytes: [UInt8], path: String) throws(DataFileError) -> AnnotationFile {
    let text = try decodedText(bytes, path: path)
    let name = lastComponent(of: path).lowercased()
    var builder = AnnotationBuilder(path: path)
    if name.hasSuffix(".csv") {
        try builder.addTable(try parseCSV(text, path: path))
    } else if name.hasSuffix(".tsv") {
        try builder.addTable(parseTSV(text))
    } else if name.hasSuffix(".jsonl") {
        try builder.addLines(text)
    } else if name.hasSuffix(".json") {
        try builder.addDocument(text)
    } else {
        throw .unknownAnnotationFormat(path: path)
    }
    guard !builder.rows.isEmpty || builder.unanswered > 0 else { throw .empty(path: path) }
    return AnnotationFile(rows: builder.rows, unanswered: builder.unanswered)
}

/// Collects rows; what is wrong with one is thrown with its place.
struct AnnotationBuilder {
    let path: String
    var rows: [AnnotationRow] = []
    var unanswered = 0

    /// - Parameter label: nil or empty for a row that nobody answered.
    mutating func add(
        line: Int, id: String?, text: String?, label: String?, annotator: String?, note: String?
    ) throws(DataFileError) {
        func filled(_ field: String?) -> String? { field.flatMap { $0.utf8.contains { $0 > 0x20 } ? $0 : nil } }
        let id = filled(id)
        let text = filled(text)
        guard id != nil || text != nil else { throw .missingField(path: path, line: line, field: "id' or 'text") }
        guard let label = filled(label) else {
            unanswered += 1
            return
        }
        let isSkip = label.lowercased() == "skip"
        let known = SafetyClass(label: label)
        guard isSkip || known != nil else { throw .badRow(path: path, line: line, reason: unknownClassReason(label)) }
        rows.append(
            AnnotationRow(
                line: line, messageID: id, text: text, label: isSkip ? nil : known, annotator: filled(annotator), note: filled(note)))
    }

    mutating func addTable(_ records: [DelimitedRecord]) throws(DataFileError) {
        guard let header = records.first?.fields.map({ $0.lowercased() }) else { throw .empty(path: path) }
        func column(_ names: String...) -> Int? { header.firstIndex(where: names.contains) }
        let id = column("id", "message", "message_id")
        let text = column("text", "title", "input")
        guard let label = column("label", "category") else {
            throw .noColumn(path: path, wanted: DataColumns.usualLabelNames, found: header)
        }
        guard id != nil || text != nil else { throw .noColumn(path: path, wanted: ["id", "text"], found: header) }
        let annotator = column("annotator")
        let note = column("note")
        for record in records.dropFirst() {
            let fields = record.fields
            guard fields.count == header.count else {
                throw .wrongFieldCount(path: path, line: record.line, expected: header.count, found: fields.count)
            }
            try add(
                line: record.line, id: id.map { fields[$0] }, text: text.map { fields[$0] }, label: fields[label],
                annotator: annotator.map { fields[$0] }, note: note.map { fields[$0] })
        }
    }

    mutating func addLines(_ text: String) throws(DataFileError) {
        var line = 0
        for bytes in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            if bytes.allSatisfy({ $0 <= 0x20 }) { continue }
            let object = try parsedObject(Array(bytes), line: line)
            func field(_ names: String...) -> JSONValue? { names.lazy.compactMap { object[$0] }.first { !$0.isNull } }
            try add(
                line: line, id: scalarText(field("id", "message", "message_id")), text: field("text", "title", "input")?.string,
                label: scalarText(field("label", "category")), annotator: scalarText(field("annotator")), note: field("note")?.string)
        }
    }

    /// Label Studio or Argilla, told apart by the first element.
    mutating func addDocument(_ text: String) throws(DataFileError) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONParser.parse(text) } catch {
            throw .notJSON(path: path, line: 1, reason: error.description)
        }
        guard let elements = value.array ?? value.object?["records"]?.array else {
            throw .notJSON(path: path, line: 1, reason: "the file is \(value.kind), not an array of tasks or records")
        }
        for (index, element) in elements.enumerated() {
            guard let object = element.object else {
                throw .badRow(path: path, line: index + 1, reason: "the element is \(element.kind), not an object")
            }
            if object["fields"] != nil {
                try addArgillaRecord(object, number: index + 1)
            } else if object["data"] != nil {
                try addLabelStudioTask(object, number: index + 1)
            } else {
                throw .badRow(
                    path: path, line: index + 1,
                    reason: "the element has neither 'data' (a task of Label Studio) nor 'fields' (a record of Argilla)")
            }
        }
    }

    private func parsedObject(_ bytes: [UInt8], line: Int) throws(DataFileError) -> JSONObject {
        let value: JSONValue
        do throws(JSONError) { value = try JSONParser.parse(bytes) } catch {
            throw .notJSON(path: path, line: line, reason: error.description)
        }
        guard let object = value.object else {
            throw .notJSON(path: path, line: line, reason: "the line is \(value.kind), not an object")
        }
        return object
    }
}

/// A string, or a number as it is written: tools number their users and tasks.
func scalarText(_ value: JSONValue?) -> String? {
    switch value {
    case .string(let text): text
    case .number(let number): number.text
    default: nil
    }
}
