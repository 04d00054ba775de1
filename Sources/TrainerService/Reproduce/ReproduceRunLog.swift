package import ConsolePrograms
import DurableFiles
package import JSONParsing
import LabeledData
package import Training

/// A run that is done.
package struct RunResult: Equatable, Sendable {
    package let key: RunKey
    /// Everything that the tables print follows from it.
    package let confusion: ConfusionMatrix
    package let seconds: Double

    package init(key: RunKey, confusion: ConfusionMatrix, seconds: Double) {
        self.key = key
        self.confusion = confusion
        self.seconds = seconds
    }
}

/// `runs.jsonl`: one line for each finished run. A new run replaces the whole file in one step, so that whoever stops the command
/// finds whole lines.
package struct RunLog: Sendable {
    package static let fileName = "runs.jsonl"

    package let path: String
    package private(set) var results: [RunResult] = []
    private var byKey: [RunKey: RunResult] = [:]

    /// An empty log, which is written with its first run.
    package init(folder: String) { path = "\(folder)/\(Self.fileName)" }

    /// The log of an earlier command.
    ///
    /// - Throws: Exit 66 with file and line of a line that is no finished run.
    package init(reading folder: String) throws(ProgramFailure) {
        self.init(folder: folder)
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limitBytes: 256 << 20) } catch {
            throw ProgramFailure(.inputMissing, "\(error)")
        }
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty {
            let value: JSONValue
            do throws(JSONError) { value = try JSONParser.parse(Array(line)) } catch {
                throw ProgramFailure(.inputMissing, "\(path):\(number + 1): \(error)")
            }
            guard let result = RunResult(json: value) else {
                throw ProgramFailure(.inputMissing, "\(path):\(number + 1): the line is no finished run")
            }
            add(result)
        }
    }

    package subscript(key: RunKey) -> RunResult? { byKey[key] }

    /// Adds a result and writes the file anew.
    package mutating func append(_ result: RunResult) throws(ProgramFailure) {
        add(result)
        try write()
    }

    package func write() throws(ProgramFailure) {
        let bytes = results.flatMap { JSONWriter.compact($0.json) + [UInt8(ascii: "\n")] }
        do throws(FileError) { try replaceFile(path, bytes) } catch { throw ProgramFailure(.tryAgainLater, "\(error)") }
    }

    private mutating func add(_ result: RunResult) {
        results.append(result)
        byKey[result.key] = result
    }
}

extension RunResult {
    package var json: JSONValue {
        .object(
            JSONObject([
                ("key", key.json), ("confusion", .array(confusion.rows.map { .array($0.map(JSONValue.int)) })),
                ("seconds", .double(seconds)),
            ]))
    }

    /// Nil when a member is missing or out of range.
    package init?(json: JSONValue) {
        guard let object = json.object, let key = object["key"].flatMap(RunKey.init(json:)), let seconds = object["seconds"]?.double,
            let rows = object["confusion"]?.array, rows.count == SafetyClass.count
        else { return nil }
        var confusion = ConfusionMatrix(classCount: SafetyClass.count)
        for (label, row) in rows.enumerated() {
            guard let counts = row.array?.compactMap(\.int), counts.count == SafetyClass.count else { return nil }
            for (prediction, count) in counts.enumerated() {
                guard (0...1_000_000).contains(count) else { return nil }
                for _ in 0..<count { confusion.add(label: label, prediction: prediction) }
            }
        }
        self.init(key: key, confusion: confusion, seconds: seconds)
    }
}

extension RunKey {
    package var json: JSONValue {
        func number(_ value: Int?) -> JSONValue { value.map(JSONValue.int) ?? .null }
        return .object(
            JSONObject([
                ("base_sha256", .string(base)), ("table", .int(mix.table)), ("split", mix.split.map { .string($0.rawValue) } ?? .null),
                ("labels", .string(mix.labels.rawValue)), ("settings", .string(settings.rawValue)), ("seed", .int(Int(clamping: seed))),
                ("epochs", number(epochs)), ("max_length", number(maxLength)), ("trainer", .string(trainer)),
                ("rows_sha256", .string(rows)),
            ]))
    }

    package init?(json: JSONValue) {
        guard let object = json.object, let base = object["base_sha256"]?.string, let table = object["table"]?.int,
            let labels = object["labels"]?.string.flatMap(SplitLabels.init(rawValue:)),
            let settings = object["settings"]?.string.flatMap(ReproduceSettings.init(rawValue:)),
            let seed = object["seed"]?.int.flatMap(UInt64.init(exactly:)), let trainer = object["trainer"]?.string,
            let rows = object["rows_sha256"]?.string
        else { return nil }
        let split = object["split"]?.string.flatMap(PaperSplit.init(rawValue:))
        let mix: TrainingMix
        switch (table, split) {
        case (4, nil): mix = .bootstrap
        case (5, let split?): mix = .posts(split, labels)
        case (6, let split?): mix = .whole(split, labels)
        default: return nil
        }
        self.init(
            base: base, mix: mix, settings: settings, seed: seed, epochs: object["epochs"]?.int, maxLength: object["max_length"]?.int,
            trainer: trainer, rows: rows)
    }
}
