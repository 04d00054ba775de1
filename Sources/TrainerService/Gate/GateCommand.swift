import ArgumentParser
import Classification
import ConsolePrograms
import JSONParsing
import LabeledData
import OSThreads
import Training

struct GateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate", abstract: "Freeze a gate set, and judge a challenger by it.",
        subcommands: [GateFreezeCommand.self, GateRunCommand.self])
}

struct GateFreezeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "freeze",
        abstract: "Make a gate set of labelled rows: chosen once, never changed, never trained on.",
        discussion: """
            The labels have to be a person's. Rows that say the same, and files without messages of every class, are refused. The set's
            SHA-256 is in every gate result; a set that is there is never overwritten.

            Example:
              picket-trainer gate freeze --data held-back.tsv --out models.gate.json --by "Mara Ek"
            """)

    @Option(help: "Labelled rows: TSV, CSV or JSON lines.") var data: String
    @Option(help: "A new file that ends in .gate.json, or a folder.") var out: String
    @Option(help: "Who vouches for the labels (the account's name).") var by: String?
    @Option(help: "Messages that every class needs; under 30 of self-harm, emergency-situation or not-harmful the gate asks a person.")
    var least = 30
    @Option(help: "The text column: a header name or a number from 1.") var textColumn: String?
    @Option(help: "The label column: a header name or a number from 1.") var labelColumn: String?
    @Flag(help: "One JSON object.") var json = false

    func validate() throws {
        guard least >= 1 else { throw ValidationError("--least is at least 1") }
        if let by, !by.utf8.contains(where: { $0 > 0x20 }) { throw ValidationError("--by is empty") }
    }

    func run() throws {
        let file = try readLabeled(data, DataColumns(text: textColumn, label: labelColumn))
        let set = try GateSet(freezing: data, rows: file.rows, by: by ?? accountName(), now: .now, least: least)
        let path = try set.write(out)
        if json {
            printLine(
                JSONWriter.compactText([
                    "file": .string(path), "sha256": .string(set.sha256), "rows": .int(set.rows.count), "by": .string(set.by),
                    "frozen": .string(set.frozen),
                ]))
        } else {
            printLine("\(path): \(set.rows.count) messages, frozen by \(set.by), SHA-256 \(set.sha256)")
            for label in SafetyClass.allCases { printLine("  \(label.name): \(set.count(label))") }
        }
    }
}

struct GateRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Judge a challenger by a gate set, against the champion.",
        discussion: """
            Both bundles are measured as they are served (int8, early exit, thresholds); float32 and the latency, in turns with the
            champion's, besides. Without --champion the challenger is a first model, and absolute floors hold.

            A bound that is missed beyond chance rejects. One that chance may explain, and a class with too few messages, asks for a named
            person. Each run is counted beside the set. With --record the result is written into the manifest of a challenger that has
            none.

            Exit code 0 for promote, 1 for needs-approval and reject.

            Example:
              picket-trainer gate run --champion .picket/models/champion --challenger my-bundle --gate models.gate.json --train rows.tsv
            """)

    @Option(help: "The champion's folder.") var champion: String?
    @Option(help: "The challenger's folder.") var challenger: String
    @Option(help: "A frozen gate set.") var gate: String
    @Option(parsing: .upToNextOption, help: "The challenger's training rows, to be sure that the gate set has none of them.")
    var train: [String] = []
    @Option(help: "Of the bootstrap.") var seed: UInt64 = 1
    @Option(help: "Threads (0: one per core).") var threads = 0
    @Flag(help: "Write the result into the challenger's manifest.") var record = false
    @Flag(help: "One JSON object.") var json = false

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads is 0 to 256") }
    }

    func run() throws {
        let set = try GateSet(file: gate)
        for folder in [champion, challenger].compactMap({ $0 }) { try requireFolder(folder) }
        let overlap = try self.overlap(set)
        let uses = GateSetUses(of: gate)
        try uses.require()
        var report = try GateRun(
            champion: champion, challenger: challenger, set: set, seed: seed, threads: threads == 0 ? availableProcessors() : threads,
            overlap: overlap
        ).report()
        try uses.record(report)
        report.uses = try uses.count()
        if json {
            printLine(JSONWriter.compactText(.object(report.json)))
        } else {
            for line in report.lines { printLine(line) }
        }
        if record { try step { () throws(ClassificationError) in try recordGate(report.json, in: challenger) } }
        if report.result.outcome != .promote { throw ProgramFailure(.no, "\(report.challenger): \(report.result.outcome.name)") }
    }

    /// - Returns: Nil when no training rows are known and the manifest does not vouch for them.
    private func overlap(_ set: GateSet) throws -> GateOverlap? {
        let manifest = try? readManifest(challenger)
        guard !train.isEmpty else { return manifest.flatMap { GateOverlap($0, vouchingFor: set) } }
        let files = try train.map { try readLabeled($0, DataColumns()) }
        let digest = BundleFacts.digest(texts: files.flatMap(\.texts), labels: files.flatMap(\.labels))
        return try GateOverlap(of: files, with: set, areTheChallengers: manifest?.trainingData["sha256"]?.string.map { $0 == digest })
    }
}
