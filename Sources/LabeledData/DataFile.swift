import DurableFiles
import JSONParsing

/// One row of a data file.
package struct DataRow: Equatable, Sendable {
    package let line: Int
    /// The column `id`, when there is one.
    package let id: String?
    package let text: String
    package let label: SafetyClass?

    package init(line: Int, id: String?, text: String, label: SafetyClass?) {
        self.line = line
        self.id = id
        self.text = text
        self.label = label
    }
}

/// Which columns of a data file hold what; a column is a header name or a 1-based number.
package struct DataColumns: Equatable, Sendable {
    package var text: String?
    package var label: String?

    package init(text: String? = nil, label: String? = nil) {
        self.text = text
        self.label = label
    }

    static let usualTextNames = ["text", "title", "input"]
    static let usualLabelNames = ["label", "category"]
}

/// Reads TSV, CSV (RFC 4180) or JSON lines, told apart by the ending of the name.
///
/// - Parameters:
///   - path: A file of at most 1 GiB.
///   - requireLabels: Every row must have a label; otherwise labels are read when there are any.
/// - Throws: `DataFileError` with the file and the line of the first bad row; no row of a bad file is returned.
package func readDataFile(_ path: String, columns: DataColumns = DataColumns(), requireLabels: Bool) throws(DataFileError) -> [DataRow] {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try readFile(path, limitBytes: 1 << 30) } catch { throw .file(error) }
    let name = lastComponent(of: path).lowercased()
    let parse: (String) throws(DataFileError) -> [DataRow]
    if name.hasSuffix(".tsv") {
        parse = { (text: String) throws(DataFileError) in try tableRows(parseTSV(text), path, columns, requireLabels) }
    } else if name.hasSuffix(".csv") {
        parse = { (text: String) throws(DataFileError) in try tableRows(try parseCSV(text, path: path), path, columns, requireLabels) }
    } else if name.hasSuffix(".jsonl") {
        parse = { (text: String) throws(DataFileError) in try jsonRows(text, path, columns, requireLabels) }
    } else {
        throw .unknownFormat(path: path)
    }
    let rows = try parse(try decodedText(bytes, path: path))
    guard !rows.isEmpty else { throw .empty(path: path) }
    return rows
}

/// The text of a file, without a byte-order mark.
func decodedText(_ bytes: [UInt8], path: String) throws(DataFileError) -> String {
    guard var text = String(validating: bytes, as: UTF8.self) else { throw .invalidUTF8(path: path, line: firstInvalidLine(bytes)) }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    return text
}

private func firstInvalidLine(_ bytes: [UInt8]) -> Int {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
}

private func tableRows(
    _ records: [DelimitedRecord], _ path: String, _ columns: DataColumns, _ requireLabels: Bool
) throws(DataFileError) -> [DataRow] {
    guard let header = records.first else { throw .empty(path: path) }
    let textColumn = try column(columns.text, usual: DataColumns.usualTextNames, header.fields, path)
    guard let textColumn else { throw .noColumn(path: path, wanted: DataColumns.usualTextNames, found: header.fields) }
    let labelColumn = try column(columns.label, usual: DataColumns.usualLabelNames, header.fields, path)
    if requireLabels && labelColumn == nil {
        throw .noColumn(path: path, wanted: DataColumns.usualLabelNames, found: header.fields)
    }
    let idColumn = header.fields.firstIndex { $0.lowercased() == "id" }
    var rows: [DataRow] = []
    for record in records.dropFirst() {
        guard record.fields.count == header.fields.count else {
            throw .wrongFieldCount(path: path, line: record.line, expected: header.fields.count, found: record.fields.count)
        }
        rows.append(
            try row(
                path, record.line, id: idColumn.map { record.fields[$0] }, text: record.fields[textColumn],
                label: labelColumn.map { record.fields[$0] }, requireLabels))
    }
    return rows
}

/// The index of the column that `wanted` names (by header name first, then as a 1-based number), or of the first usual one.
private func column(_ wanted: String?, usual: [String], _ header: [String], _ path: String) throws(DataFileError) -> Int? {
    let folded = header.map { $0.lowercased() }
    guard let wanted else {
        for name in usual {
            if let index = folded.firstIndex(of: name) { return index }
        }
        return nil
    }
    if let index = folded.firstIndex(of: wanted.lowercased()) { return index }
    guard let number = Int(wanted) else { throw .noColumn(path: path, wanted: [wanted], found: header) }
    guard (1...max(1, header.count)).contains(number) else {
        throw .columnOutOfRange(path: path, column: number, columns: header.count)
    }
    return number - 1
}

private func jsonRows(
    _ text: String, _ path: String, _ columns: DataColumns, _ requireLabels: Bool
) throws(DataFileError) -> [DataRow] {
    var rows: [DataRow] = []
    var line = 0
    for bytes in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        line += 1
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
        let value: JSONValue
        do throws(JSONError) { value = try JSONParser.parse(Array(bytes)) } catch {
            throw .notJSON(path: path, line: line, reason: error.description)
        }
        guard let object = value.object else { throw .notJSON(path: path, line: line, reason: "the line is \(value.kind), not an object") }
        let textNames = columns.text.map { [$0] } ?? DataColumns.usualTextNames
        let labelNames = columns.label.map { [$0] } ?? DataColumns.usualLabelNames
        guard let content = textNames.lazy.compactMap({ object[$0]?.string }).first else {
            throw .missingField(path: path, line: line, field: textNames[0])
        }
        let label = labelNames.lazy.compactMap { object[$0]?.string }.first
        if requireLabels && label == nil { throw .missingField(path: path, line: line, field: labelNames[0]) }
        rows.append(try row(path, line, id: object["id"]?.string, text: content, label: label, requireLabels))
    }
    return rows
}

private func row(
    _ path: String, _ line: Int, id: String?, text: String, label: String?, _ requireLabels: Bool
) throws(DataFileError) -> DataRow {
    guard text.utf8.contains(where: { $0 > 0x20 }) else { throw .emptyText(path: path, line: line) }
    var known: SafetyClass?
    if let label, requireLabels || !label.isEmpty {
        known = SafetyClass(label: label)
        if known == nil { throw .unknownLabel(path: path, line: line, label: label) }
    }
    return DataRow(line: line, id: id, text: text, label: known)
}
