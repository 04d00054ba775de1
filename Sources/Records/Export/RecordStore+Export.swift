import JSONParsing

extension RecordStore {
    /// Everything in the store as JSON lines, `{"kind":"message","ordinal":1,…}`, from one snapshot: two exports of the same content
    /// are the same bytes. Lines come one at a time, so that a store of any size needs the memory of its longest line.
    ///
    /// - Parameter line: Takes one line with its newline; what it throws ends the export and is thrown on.
    package func export<Failure: Error>(_ line: ([UInt8]) throws(Failure) -> Void) throws(ExportFailure<Failure>) {
        var failure: Failure?
        do throws(RecordsError) {
            try read { transaction in
                for table in ExportTable.all {
                    try transaction.forEach("SELECT * FROM \(table.table) ORDER BY \(table.order)") { row in
                        let bytes = JSONWriter.compact(.object(try row.exported(as: table))) + [UInt8(ascii: "\n")]
                        do throws(Failure) { try line(bytes) } catch {
                            failure = error
                            throw RecordsError.interrupted(afterWrite: 0)
                        }
                    }
                }
            }
        } catch {
            throw failure.map(ExportFailure.writer) ?? .store(error)
        }
    }
}

/// Why an export ended early: the store could not be read, or the lines could not be written.
package enum ExportFailure<Failure: Error>: Error {
    case store(RecordsError)
    case writer(Failure)
}

extension RowReader {
    fileprivate func exported(as table: ExportTable) throws(RecordsError) -> JSONObject {
        var members: [(String, JSONValue)] = [("kind", .string(table.kind))]
        for name in columns {
            // Two tables have a column of the name that says what a line is.
            let key = name == "kind" ? "entry" : name
            members.append((key, try isNull(name) ? .null : try exported(name, as: table.special[name] ?? .plain)))
        }
        return JSONObject(members)
    }

    private func exported(_ name: String, as column: ExportColumn) throws(RecordsError) -> JSONValue {
        switch column {
        case .plain: return try plain(name)
        case .boolean: return .bool(try bool(name))
        case .timestamp: return .string(try time(name).description)
        case .json: return try json(name)
        case .hexadecimal: return .string(hexadecimal(try bytes(name)))
        case .bytes:
            let content = try bytes(name)
            guard let text = String(validating: content, as: UTF8.self) else {
                return .object(JSONObject([("hex", .string(hexadecimal(content)))]))
            }
            return .string(text)
        }
    }
}
