import ConsolePrograms
import LabeledData

/// A data file whose rows all have labels.
struct LabeledFile: Sendable {
    let path: String
    let rows: [DataRow]
    /// `[n]`, where it is known which rows were written from others; nil: rows that share an id are taken for variations.
    var isVariation: [Bool]?

    var texts: [String] { rows.map(\.text) }
    /// Indices of the classes, in `SafetyClass` order.
    var labels: [Int] { rows.compactMap { $0.label?.index } }

    /// Rows that share an id were made from one message. More rows than this with one id, and the column is something else than that.
    private static let mostRowsOfSource = 16

    /// What each row was made from, `[n]`: `path#id` for an id that several rows share, nil for a row that stands for itself.
    var sources: [String?] {
        var counts: [String: Int] = [:]
        for row in rows { if let id = row.id { counts[id, default: 0] += 1 } }
        let most = isVariation == nil ? Self.mostRowsOfSource : Int.max
        return rows.map { row in
            guard let id = row.id, !id.isEmpty, let count = counts[id], (2...most).contains(count) else { return nil }
            return path + "#" + id
        }
    }
}

func readLabeled(_ path: String, _ columns: DataColumns) throws(ProgramFailure) -> LabeledFile {
    do throws(DataFileError) {
        return LabeledFile(path: path, rows: try readDataFile(path, columns: columns, requireLabels: true))
    } catch { throw ProgramFailure(.inputMissing, "\(error)") }
}
