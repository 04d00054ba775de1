import ConsolePrograms
import LabeledData
import Records

/// The files that the loop stands on, read and checked: what training begins with, what figures are reported on, what the gate asks.
struct LoopFiles {
    let bootstrap: [LabeledFile]
    let dev: LabeledFile
    let gate: GateSet?

    /// - Throws: Exit 66 with file and line, or 78 when there is neither a setting nor the seed set.
    init(_ configuration: TrainerConfiguration) throws(ProgramFailure) {
        var paths = configuration.bootstrap
        if paths.isEmpty { paths = [try Self.seed("train.tsv", setting: "bootstrap")] }
        var files: [LabeledFile] = []
        for path in paths { files.append(try readLabeled(path, DataColumns())) }
        bootstrap = files
        let devPath = if let path = configuration.dev { path } else { try Self.seed("dev.tsv", setting: "dev") }
        dev = try readLabeled(devPath, DataColumns())
        gate = try configuration.gate.map { path throws(ProgramFailure) in try GateSet(file: path) }
    }

    private static func seed(_ name: String, setting: String) throws(ProgramFailure) -> String {
        guard let path = SeedFile.path(name) else {
            throw ProgramFailure(.badConfiguration, "'\(setting)' is not set, and the seed set that comes with Picket is not to be found")
        }
        return path
    }

    /// What no query asks and no variation may repeat.
    var heldOut: [String] { dev.texts + (gate?.texts ?? []) }
}

/// What people have said of messages, and what was written from it.
struct LoopLabels {
    let labels: [LabelledMessage]
    /// Accepted variations with the class under which they are trained on.
    let variations: [(variation: Variation, label: SafetyClass)]

    init(_ store: RecordStore) throws(StepError) {
        labels = try recordsPart { () throws(RecordsError) in try store.settledLabels() }
        let known = Set(labels.map(\.id))
        // A variation whose message is unlabelled again, by an undo say, has lost what it stands on.
        variations = try recordsPart { () throws(RecordsError) in try store.variations() }
            .compactMap { reviewed in
                guard known.contains(reviewed.variation.message), let label = reviewed.trainingLabel else { return nil }
                return (reviewed.variation, label)
            }
    }

    /// One file of rows: messages, then what was written from them, joined by the message's id.
    var file: LabeledFile {
        let messages = labels.map { DataRow(line: $0.ordinal, id: $0.id, text: $0.text, label: $0.label) }
        let written = variations.map { DataRow(line: 0, id: $0.variation.message, text: $0.variation.text, label: $0.label) }
        return LabeledFile(
            path: "trainer.db", rows: messages + written,
            isVariation: [Bool](repeating: false, count: messages.count) + [Bool](repeating: true, count: written.count))
    }
}
