import ArgumentParser
import ConsolePrograms
import JSONParsing

struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Ask the daemon for verdicts.",
        discussion: """
            Without TEXT, every line of standard input that is not blank is one message. The answer is a table, or with --json one JSON line
            per message with every score.

            Examples:
              picketctl classify "my landlord changed the locks, is that legal?"
              picketctl classify --json <messages.txt >verdicts.jsonl
            """)

    @Option(help: "The query socket of picketd.") var socket: String?
    @Flag(help: "One JSON line per message.") var json = false
    @Argument(help: "Messages; standard input when there are none.") var texts: [String] = []

    /// Messages of one request: enough to use every core, few enough to see the first answers soon.
    private static let batchSize = 64

    func run() throws {
        let daemon = DaemonClient(socket: PlaceFinding.querySocket(socket))
        var output = VerdictOutput(isJSON: json)
        var batch: [String] = []
        func flush() throws {
            guard !batch.isEmpty else { return }
            let answer = try daemon.post("/v1/classify", ["input": .array(batch.map { .string($0) })])
            guard let results = answer["results"]?.array, results.count == batch.count else {
                throw ProgramFailure(.ourBug, "the daemon answered \(batch.count) messages with something else")
            }
            output.add(zip(batch, results).map { ($0, $1.object ?? JSONObject()) }, model: answer["model"]?.string ?? "")
            batch.removeAll(keepingCapacity: true)
        }
        if texts.isEmpty {
            try forEachInputLine { _, line in
                guard line.utf8.contains(where: { $0 > 0x20 }) else { return }
                batch.append(line)
                if batch.count == Self.batchSize { try flush() }
            }
        } else {
            batch = texts
        }
        try flush()
    }
}

/// Verdicts as the rows of a table, or as JSON lines, as they come.
struct VerdictOutput {
    let isJSON: Bool
    private var hasHeader = false

    init(isJSON: Bool) { self.isJSON = isJSON }

    mutating func add(_ verdicts: [(text: String, verdict: JSONObject)], model: String) {
        guard isJSON else {
            let columns = terminalColumns() ?? 120
            if !hasHeader { printLine(Self.row("LABEL", "SCORE", "ACTION", "MESSAGE", columns: columns)) }
            hasHeader = true
            for (text, verdict) in verdicts {
                printLine(
                    Self.row(
                        verdict["label"]?.string ?? "–", verdict["confidence"]?.double.map(decimals3) ?? "–",
                        verdict["action"]?.string ?? "–", text, columns: columns))
            }
            return
        }
        for (text, verdict) in verdicts {
            let members: [(String, JSONValue)] = [("text", .string(text)), ("model", .string(model))]
            printLine(JSONWriter.compactText(.object(JSONObject(members + verdict.members.map { ($0.key, $0.value) }))))
        }
    }

    /// Columns of fixed width, as wide as the longest class, score and action, so that rows can be printed before all are known.
    static func row(_ label: String, _ score: String, _ action: String, _ message: String, columns: Int) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
        }
        let head = padded(label, 19) + "  " + padded(score, 5) + "  " + padded(action, 6) + "  "
        return head + displayText(message, columns: max(20, columns - head.unicodeScalars.count))
    }
}
