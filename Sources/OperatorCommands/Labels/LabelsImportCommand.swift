import ArgumentParser
import ConsolePrograms
package import JSONParsing
import LabeledData

struct LabelsImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take labels from files.",
        discussion: """
            CSV, TSV and JSON lines with 'id' or 'text', 'label', and if you like 'annotator' and 'note'; the JSON exports of Label Studio
            and of Argilla. Every file is read and checked before anything is sent, and of each file all labels are taken or none. Rows without
            an answer are passed over. The same file a second time changes nothing, unless --again.

            Exit code 66 with file and line for a row that cannot be read, 64 for one that the trainer refuses.

            Example:
              picketctl labels import export-from-label-studio.json --annotator mara
            """)

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var choice: RoundOption
    @Option(help: "Whose labels they are, where the file does not say (the account's name).") var annotator: String?
    @Flag(help: "Read a file even when it was imported before.") var again = false
    @Flag(help: "One JSON line per file.") var json = false
    @Argument(help: "Files of labels.") var files: [String]

    func validate() throws { try requireFilled("--annotator", annotator) }

    func run() throws {
        var requests: [(request: FileRequest, unanswered: Int)] = []
        for file in files { requests.append(try request(file)) }
        let client = trainer.client
        for (request, unanswered) in requests {
            // Nobody has answered anything yet: there is nothing to say.
            let answer = request.rows > 0 ? try request.send(to: client, "/v1/labels/import") : JSONObject()
            if json {
                let own: [(String, JSONValue)] = [("file", .string(request.file)), ("unanswered", .int(unanswered))]
                printJSON(.object(JSONObject(own + answer.members.map { ($0.key, $0.value) })), isPretty: false)
            } else {
                printSafely(labelImportLine(request.file, answer, unanswered: unanswered))
            }
        }
    }

    private func request(_ file: String) throws(ProgramFailure) -> (FileRequest, Int) {
        let content = try readingFile { () throws(DataFileError) in try readAnnotationFile(file) }
        let rows = content.rows.map { row in
            requestBody([
                ("line", .int(row.line)), ("id", .text(row.messageID)), ("text", .text(row.text)),
                ("label", row.label.map { .string($0.name) } ?? .null), ("annotator", .text(row.annotator)), ("note", .text(row.note)),
            ])
        }
        let request = try FileRequest(
            file: file, rows: rows.count,
            [
                ("round", .text(choice.round)), ("annotator", .string(annotator ?? accountName())), ("file", .string(file)),
                ("again", .bool(again)), ("rows", .array(rows)),
            ])
        return (request, content.unanswered)
    }
}

/// What came of an import.
package func labelImportLine(_ file: String, _ answer: JSONObject, unanswered: Int) -> String {
    if let before = answer["imported_before"]?.string {
        return "\(file): imported before, at \(before); nothing was done (--again reads it once more)"
    }
    return "\(file): \(answer["added"]?.int ?? 0) added, \(answer["unchanged"]?.int ?? 0) known already"
        + (unanswered > 0 ? ", \(unanswered) without an answer" : "")
}
