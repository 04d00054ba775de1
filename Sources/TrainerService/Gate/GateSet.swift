import Classification
package import ConsolePrograms
import DurableFiles
import JSONParsing
package import LabeledData
import Records

/// A frozen gate set: messages that people have labelled, chosen once, that no training and no generation ever sees.
///
///     {"format_version": 1, "kind": "picket-gate-set", "frozen": "2026-11-22T15:03:01Z", "by": "mara", "source": "held-back.tsv",
///      "sha256": "…", "rows": [{"id": "g-1", "text": "…", "label": "self-harm"}, …]}
///
/// `sha256` names the set: it is taken over the rows alone, one `["label","text"]` a line in the order of their bytes, so that the order
/// of a file and its ids do not matter.
package struct GateSet: Equatable, Sendable {
    package static let formatVersion = 1
    package static let ending = ".gate.json"

    package var rows: [DataRow]
    /// When, as ISO 8601.
    package var frozen: String
    package var by: String
    /// The name of the file that it was made from.
    package var source: String

    package init(rows: [DataRow], frozen: String, by: String, source: String) {
        self.rows = rows
        self.frozen = frozen
        self.by = by
        self.source = source
    }

    package var texts: [String] { rows.map(\.text) }
    /// Indices in `SafetyClass` order.
    package var labels: [Int] { rows.compactMap { $0.label?.index } }

    package var sha256: String { GateSetRecord.hash(of: rows.compactMap(GateRow.init)) }

    package func count(_ label: SafetyClass) -> Int { rows.count { $0.label == label } }

    var json: JSONValue {
        [
            "format_version": .int(Self.formatVersion), "kind": "picket-gate-set", "frozen": .string(frozen), "by": .string(by),
            "source": .string(source), "sha256": .string(sha256),
            "rows": .array(
                rows.map { row in
                    var object = JSONObject(row.id.map { [("id", .string($0))] } ?? [])
                    object["text"] = .string(row.text)
                    object["label"] = .string(row.label?.name ?? "")
                    return .object(object)
                }),
        ]
    }

    /// Reads a frozen set and checks its digest.
    package init(file: String) throws(ProgramFailure) {
        func refuse(_ reason: String) -> ProgramFailure { ProgramFailure(.inputMissing, "'\(file)' is no gate set: \(reason)") }
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(file, limitBytes: 256 << 20) } catch {
            throw ProgramFailure(.inputMissing, "\(error)")
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes, limits: JSONParser.Limits(depth: 8, values: 8 << 20))
        } catch { throw refuse("\(error)") }
        guard let object = value.object, object["kind"]?.string == "picket-gate-set", let elements = object["rows"]?.array else {
            throw refuse("'picket-trainer gate freeze' makes one from labelled rows")
        }
        guard object["format_version"]?.int == Self.formatVersion else {
            throw refuse("this program reads format version \(Self.formatVersion)")
        }
        var rows: [DataRow] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.object?["text"]?.string, text.utf8.contains(where: { $0 > 0x20 }),
                let label = element.object?["label"]?.string.flatMap(SafetyClass.init(rawValue:))
            else { throw refuse("row \(index + 1) needs a 'text' and the name of a class as its 'label'") }
            rows.append(DataRow(line: index + 1, id: element.object?["id"]?.string, text: text, label: label))
        }
        guard !rows.isEmpty else { throw refuse("it has no rows") }
        self.init(
            rows: rows, frozen: object["frozen"]?.string ?? "", by: object["by"]?.string ?? "", source: object["source"]?.string ?? "")
        let stated = object["sha256"]?.string ?? ""
        guard stated == sha256 else {
            throw refuse("its rows have SHA-256 \(sha256.prefix(12))…, it says \(stated.prefix(12))…: somebody has changed it")
        }
    }
}
