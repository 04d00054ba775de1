import ConsolePrograms
import DurableFiles
import Generation
import JSONParsing
import Synchronization

// The out file of `generate`, which is its memory as well: JSON lines of three kinds.
//
//     attempt    one sending, written when it is settled: key, how it ended, what counts for it, and the raw answer of a success
//     variation  one text with everything it came from; the lines of one source are one write
//     outcome    a source without variations, and why
//
// What is paid for is on the disk before it is looked at: a command that ends anywhere finds the raw answer again and judges it without
// asking. A line is complete or it is the torn end of a write that was cut off, which is dropped; so are the lines of a last source that
// lacks some. Anything else that does not read is an error: the file is somebody else's, and is left as it is.

/// The out file, open and locked; also the ledger of its runs.
final class GenerationFile: GenerationLedger {
    private let file: AppendedLines
    private let state: Mutex<State>

    private struct State {
        var book: LedgerBook
        var tally = GenerationTally()
    }

    init(_ path: String, limits: GenerationLimits) throws(ProgramFailure) {
        var state = State(book: LedgerBook(limits: limits))
        let file = try Self.hold(path)
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limitBytes: 4 << 30) } catch { throw Self.failure(error) }
        var reader = GenerationFileReader(path: path)
        let whole = try reader.read(bytes)
        if whole < bytes.count {
            do throws(FileError) { try file.cut(to: whole) } catch { throw ProgramFailure(.tryAgainLater, "\(error)") }
        }
        for attempt in reader.attempts {
            state.book.restore(attempt.key, attempt.outcome, counted: attempt.counted, day: "", requestID: attempt.requestID)
        }
        for row in reader.rows { state.tally.add(row) }
        self.file = file
        self.state = Mutex(state)
    }

    private static func hold(_ path: String) throws(ProgramFailure) -> AppendedLines {
        do throws(FileError) {
            if let file = try AppendedLines.hold(path) { return file }
        } catch { throw failure(error) }
        throw ProgramFailure(.tryAgainLater, "another run is writing '\(path)'")
    }

    private static func failure(_ error: FileError) -> ProgramFailure {
        ProgramFailure(error.isMissing ? .inputMissing : .tryAgainLater, "\(error)")
    }

    /// Texts that earlier runs kept.
    var kept: [String] { state.withLock { $0.tally.kept } }

    /// The accepted variations of some sources, as lines of a data file.
    func trainingRows(of keys: Set<String>) -> [UInt8] {
        state.withLock { $0.tally.trainingRows(of: keys) }.flatMap { JSONWriter.compact($0) + [UInt8(ascii: "\n")] }
    }

    /// True when a source has its variations, or was refused: what failed is tried again.
    func isDone(_ key: String) -> Bool { state.withLock { $0.tally.isDone(key) } }

    func summary(of keys: Set<String>, sources: Int) -> GenerationSummary {
        state.withLock { GenerationSummary($0.tally, keys: keys, sources: sources, spending: $0.book.spending) }
    }

    func add(_ rows: VariationRows) throws(GenerationError) {
        let values = rows.values
        try append(values)
        state.withLock { state in
            for value in values { if let object = value.object { state.tally.add(object) } }
        }
    }

    func reserve(_ key: String, estimate: TokenUsage) throws(GenerationError) -> LedgerReservation {
        let result: Result<LedgerReservation, GenerationError> = state.withLock { state in
            do throws(GenerationError) { return .success(try state.book.reserve(key, estimate: estimate, day: "")) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    func settle(_ key: String, attempt: Int, _ outcome: LedgerOutcome, requestID: String?) throws(GenerationError) {
        let settled: Result<(usage: TokenUsage, isEstimate: Bool), GenerationError> = state.withLock { state in
            do throws(GenerationError) {
                return .success(try state.book.settle(key, attempt: attempt, outcome, requestID: requestID))
            } catch { return .failure(error) }
        }
        let (usage, isEstimate) = try settled.get()
        var object = JSONObject([
            ("kind", "attempt"), ("request", .string(key)), ("attempt", .int(attempt)), ("status", .string(outcome.status)),
            ("counted", usage.json), ("is_estimate", .bool(isEstimate)), ("request_id", requestID.map(JSONValue.string) ?? .null),
        ])
        switch outcome {
        case .answered(let raw, _): object["raw"] = .string(String(decoding: raw, as: UTF8.self))
        case .refused(let reason, _), .failed(let reason, _): object["reason"] = .string(reason)
        }
        try append([.object(object)])
    }

    private func append(_ values: [JSONValue]) throws(GenerationError) {
        do throws(FileError) { try file.append(values.map { JSONWriter.compact($0) }) } catch {
            throw .file(error)
        }
    }
}

extension LedgerOutcome {
    var status: String {
        switch self {
        case .answered: "answered"
        case .refused: "refused"
        case .failed: "failed"
        }
    }
}
