import Classification
import ConsolePrograms
import DurableFiles
import JSONParsing
import Training

/// How often a gate set has decided, in `NAME.gate.uses.jsonl` beside it.
///
/// Every decision tells whoever trains a little about the set; after many of them models fit it without having seen it. The number is
/// shown so that a person can tell when a fresh set is due.
///
/// Source: Dwork, Feldman, Hardt, Pitassi, Reingold & Roth 2015, "The reusable holdout", Science 349.
struct GateSetUses {
    let path: String

    /// - Parameter file: The gate set.
    init(of file: String) {
        path = (file.hasSuffix(".json") ? String(file.dropLast(5)) : file) + ".uses.jsonl"
    }

    func count() throws(ProgramFailure) -> Int {
        do throws(FileError) { return try completeLines(path, limitBytes: 64 << 20).count } catch {
            throw ProgramFailure(.tryAgainLater, "\(error)")
        }
    }

    /// Makes sure, before anything is measured, that a use can be written down.
    func require() throws(ProgramFailure) { try write(nil) }

    /// - Throws: Exit 75 where the use cannot be written down.
    func record(_ report: GateReport) throws(ProgramFailure) {
        try write(
            JSONWriter.compact([
                "time": .string(report.time.iso8601), "champion": report.champion.map { .string($0) } ?? nil,
                "challenger": .string(report.challenger), "sha256": .string(report.set.sha256),
                "outcome": .string(report.result.outcome.name),
            ]))
    }

    private func write(_ line: [UInt8]?) throws(ProgramFailure) {
        let isWritten: Bool
        do throws(FileError) { isWritten = try append(line) } catch {
            throw ProgramFailure(.tryAgainLater, "the use of the gate set cannot be written down: \(error)")
        }
        guard isWritten else { throw ProgramFailure(.tryAgainLater, "another gate run is writing '\(path)'") }
    }

    /// - Returns: False while another process holds the file.
    private func append(_ line: [UInt8]?) throws(FileError) -> Bool {
        guard let file = try AppendedLines.hold(path) else { return false }
        if let line { try file.append(line) }
        return true
    }
}
