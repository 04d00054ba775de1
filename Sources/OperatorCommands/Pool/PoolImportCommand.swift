import ArgumentParser
import ConsolePrograms
import DurableFiles
import JSONParsing
import LabeledData

struct PoolImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Add messages to the pool.",
        discussion: """
            FILE is TSV, CSV or JSON lines with a column 'text' ('title', 'input'), and 'id' if you like; labels are not read. Every file is
            read and checked before anything is sent, and of each file all rows are taken or none. A text is in the pool once, however
            often it is imported.

            Without a column 'id', and with --ids text, a hash of the text names the message: take that for files whose numbering starts at
            1 each time.

            Exit code 66 with file and line for a row that cannot be read.

            Examples:
              picketctl pool import models/seed/pool.tsv
              picketctl pool import january.csv february.csv --source forum --ids text --text-column body
            """)

    enum IDs: String, CaseIterable, ExpressibleByArgument { case column, text }

    @OptionGroup var trainer: TrainerOptions
    @OptionGroup var person: PersonOption
    @Option(help: "Where the messages come from, for statistics (the file's name without its ending).") var source: String?
    @Option(help: "The column with the text: a header name, or a number from 1.") var textColumn: String?
    @Option(help: "What names a message: its 'id' column, or a hash of its text.") var ids = IDs.column
    @Flag(help: "One JSON line per file.") var json = false
    @Argument(help: "Data files.") var files: [String]

    func validate() throws { try requireFilled("--source", source) }

    func run() throws {
        var requests: [FileRequest] = []
        for file in files { requests.append(try request(file)) }
        let client = trainer.client
        for request in requests {
            let answer = try request.send(to: client, "/v1/pool/import")
            if json {
                printJSON(
                    .object(JSONObject([("file", .string(request.file))] + answer.members.map { ($0.key, $0.value) })), isPretty: false)
            } else {
                printSafely(
                    "\(request.file): \(answer["added"]?.int ?? 0) added, \(answer["already_there"]?.int ?? 0) there already; the pool has "
                        + "\(answer["messages"]?.int ?? 0) messages")
            }
        }
    }

    private func request(_ file: String) throws(ProgramFailure) -> FileRequest {
        let rows = try readingFile { () throws(DataFileError) in
            try readDataFile(file, columns: DataColumns(text: textColumn), requireLabels: false)
        }
        let values = rows.map { row -> JSONValue in [.int(row.line), row.id.map { .string($0) } ?? .null, .string(row.text)] }
        return try FileRequest(
            file: file, rows: rows.count,
            [
                ("file", .string(file)), ("source", .string(source ?? Self.name(of: file))), ("by", .string(person.name)),
                ("ids", .string(ids.rawValue)), ("rows", .array(values)),
            ])
    }

    /// The last component of a path, without its ending.
    static func name(of file: String) -> String {
        let name = lastComponent(of: file)
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
        return String(name[..<dot])
    }
}
