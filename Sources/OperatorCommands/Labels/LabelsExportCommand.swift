import ArgumentParser
import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData

struct LabelsExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the messages that a round asks about, with the labels they have.",
        discussion: """
            csv has the columns id, text, label, annotator, note; jsonl the same names as keys; label-studio is a file of tasks that Label
            Studio imports (and exports, with labels, as \"JSON\"). An empty label is one that nobody gave yet; 'skip' says that somebody
            looked and passed. What the model thinks is not in it: it would lead the annotator. 'labels import' reads all of them.

            Examples:
              picketctl labels export --out ask.csv
              picketctl labels export --all --format jsonl >labels.jsonl
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var choice: RoundOption
    @Flag(help: "Every label that was ever given, in any round.") var all = false
    @Option(help: "csv, jsonl or label-studio.") var format = AnnotationSheetFormat.csv
    @Option(help: "The file to write; readable for its owner only, and never one that is there (standard output).") var out: String?
    @Flag(help: "With --out: one JSON object about the file.") var json = false

    func validate() throws {
        if all, choice.round != nil { throw ValidationError("--all and --round exclude each other") }
        if json, out == nil { throw ValidationError("--json is about the file of --out; for JSON rows: --format jsonl") }
    }

    func run() throws {
        // Other people's texts are data here, byte for byte: they belong in a file.
        if out == nil, standardOutputIsTerminal {
            throw ProgramFailure(.usage, "a sheet is not written to a terminal: name a file with --out, or redirect the output")
        }
        // It may be a sheet that somebody has begun to fill in.
        if let out, isFile(out) { throw ProgramFailure(.usage, "'\(out)' is there already: remove it, or choose another name") }
        let answer = try trainer.client.post(
            "/v1/labels/sheet", requestBody(all ? [("all", true)] : [("round", .text(choice.round))]), timeout: FileRequest.timeout)
        let rows = try Self.rows(answer)
        let sheet = annotationSheet(rows, as: format)
        guard let out else { return printBytes(sheet) }
        do throws(FileError) { try replaceFile(out, sheet, mode: 0o600) } catch {
            throw ProgramFailure(error.isMissing ? .inputMissing : .tryAgainLater, "\(error)")
        }
        let labelled = rows.count { $0.label != nil || $0.isSkipped }
        if json {
            printJSON(["file": .string(out), "rows": .int(rows.count), "answered": .int(labelled), "round": answer["round"] ?? .null])
        } else {
            printSafely("\(out): \(rows.count) rows, \(labelled) of them answered")
        }
    }

    static func rows(_ answer: JSONObject) throws(ProgramFailure) -> [AnnotationSheetRow] {
        guard let elements = answer["rows"]?.array else { throw ProgramFailure(.ourBug, "the trainer's answer has no rows") }
        var rows: [AnnotationSheetRow] = []
        for (index, element) in elements.enumerated() {
            guard let object = element.object, let id = object["id"]?.string, let text = object["text"]?.string else {
                throw ProgramFailure(.ourBug, "row \(index + 1) of the trainer's answer has no 'id' and 'text'")
            }
            let name = object["label"]?.string
            let label = name.flatMap(SafetyClass.init(rawValue:))
            // A label that we do not know must not look like none.
            if let name, label == nil {
                throw ProgramFailure(
                    .ourBug, "row \(index + 1) of the trainer's answer has the unknown label '\(displayText(name, columns: 60))'")
            }
            rows.append(
                AnnotationSheetRow(
                    id: id, text: text, label: label, isSkipped: object["skipped"]?.bool ?? false, annotator: object["annotator"]?.string,
                    note: object["note"]?.string))
        }
        return rows
    }
}

extension AnnotationSheetFormat: ExpressibleByArgument {}
