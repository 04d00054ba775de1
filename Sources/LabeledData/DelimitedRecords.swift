/// One record of a delimited file with the line it starts on.
struct DelimitedRecord: Equatable {
    let line: Int
    let fields: [String]
}

/// Plain TSV: every line is a record, every tab a boundary, no character is special. A carriage return before the newline is dropped.
func parseTSV(_ text: String) -> [DelimitedRecord] {
    var records: [DelimitedRecord] = []
    var line = 0
    for var bytes in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        line += 1
        if bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
        guard !bytes.isEmpty else { continue }
        let fields = bytes.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { String(Substring($0)) }
        records.append(DelimitedRecord(line: line, fields: fields))
    }
    return records
}

/// CSV as RFC 4180 has it: fields may stand in double quotes and then hold commas, newlines and doubled quotes.
func parseCSV(_ text: String, path: String) throws(DataFileError) -> [DelimitedRecord] {
    var records: [DelimitedRecord] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var line = 1
    var recordLine = 1
    /// Where in a field the reader is: before it, inside quotes, after the closing quote, or in a bare field.
    enum Place { case start, quoted, closed, bare }
    var place = Place.start
    func flush() { fields.append(String(decoding: field, as: UTF8.self)); field.removeAll(keepingCapacity: true) }
    func endRecord() {
        if !(fields.isEmpty && field.isEmpty && place == .start) {
            flush()
            records.append(DelimitedRecord(line: recordLine, fields: fields))
        }
        fields.removeAll()
        place = .start
    }
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
        let byte = bytes[index]
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0
        index += 1
        if byte == UInt8(ascii: "\n") { line += 1 }
        switch (place, byte) {
        case (.quoted, UInt8(ascii: "\"")):
            if next == UInt8(ascii: "\"") {
                field.append(byte)
                index += 1
            } else {
                place = .closed
            }
        case (.quoted, _): field.append(byte)
        case (_, UInt8(ascii: ",")):
            flush()
            place = .start
        case (_, UInt8(ascii: "\r")) where next == UInt8(ascii: "\n"): continue
        case (_, UInt8(ascii: "\n")):
            endRecord()
            recordLine = line
        case (.start, UInt8(ascii: "\"")): place = .quoted
        case (.closed, _), (.bare, UInt8(ascii: "\"")): throw .strayQuote(path: path, line: line)
        default:
            field.append(byte)
            place = .bare
        }
    }
    guard place != .quoted else { throw .unterminatedQuote(path: path, line: recordLine) }
    endRecord()
    return records
}
