package import Classification
package import ConsolePrograms
import DurableFiles
import JSONParsing
package import LabeledData
import Training

extension GateSet {
    /// Makes a gate set of a labelled file.
    ///
    /// - Parameters:
    ///   - least: How many messages every class needs.
    /// - Throws: Exit 66 with the lines of two rows that say the same, or with the classes that are missing or too small.
    package init(freezing file: String, rows: [DataRow], by: String, now: UTCTime, least: Int) throws(ProgramFailure) {
        var first: [String: DataRow] = [:]
        var repeated: [String] = []
        for row in rows {
            let text = RowGroups.normalized(row.text)
            if let other = first[text] {
                let agree = other.label == row.label ? "" : ", with another label"
                repeated.append("\(file):\(row.line) says what line \(other.line) says\(agree)")
            } else {
                first[text] = row
            }
        }
        guard repeated.isEmpty else {
            let more = repeated.count > 3 ? "; and \(repeated.count - 3) more" : ""
            throw ProgramFailure(
                .inputMissing, "a message counts once in a gate set: \(repeated.prefix(3).joined(separator: "; "))\(more)")
        }
        self.init(rows: rows, frozen: now.iso8601, by: by, source: lastComponent(of: file))
        let missing = SafetyClass.allCases.filter { count($0) == 0 }.map(\.name)
        guard missing.isEmpty else {
            throw ProgramFailure(.inputMissing, "'\(file)' has no message of \(missing.joined(separator: ", ")): a gate set needs all six")
        }
        let small = SafetyClass.allCases.filter { count($0) < least }.map { "\(count($0)) of \($0.name)" }
        guard small.isEmpty else {
            throw ProgramFailure(
                .inputMissing,
                "'\(file)' has \(small.joined(separator: ", ")), at least \(least) are needed; --least N asks for fewer, and the gate will"
                    + " ask a person where they are too few")
        }
    }

    /// Writes the set where nothing is yet.
    ///
    /// - Parameter out: A new file whose name ends in `.gate.json`, or a folder, where it is called by its digest.
    /// - Returns: The file.
    package func write(_ out: String) throws(ProgramFailure) -> String {
        let path = isFolder(out) ? "\(out)/gate-\(sha256.prefix(12))\(Self.ending)" : out
        guard path.hasSuffix(Self.ending) else { throw ProgramFailure(.usage, "--out is a folder, or a name that ends in \(Self.ending)") }
        do throws(FileError) { try createFile(path, JSONWriter.pretty(json), mode: 0o444) } catch {
            guard error.isTaken else { throw ProgramFailure(.inputMissing, "\(error)") }
            throw ProgramFailure(.usage, "'\(path)' exists already: a gate set is frozen, and never overwritten")
        }
        return path
    }
}
