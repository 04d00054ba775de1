import ArgumentParser
import ConsolePrograms
import JSONParsing

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "What the daemon serves, since when, and how much waits.",
        discussion: """
            Exit code 0 when a model is in service, 1 when the daemon has none, 75 when it cannot be reached.

            Example:
              picketctl status --admin-socket .picket/run/admin.sock
            """)

    @Option(help: "The admin socket of picketd.") var adminSocket: String?
    @Flag(help: "The whole answer as JSON.") var json = false

    func run() throws {
        let status = try DaemonClient(socket: PlaceFinding.adminSocket(adminSocket)).get("/v1/status")
        if json {
            printBytes(JSONWriter.pretty(.object(status)))
        } else {
            for line in Self.lines(status) { printLine(line) }
        }
        if status["model"]?.string == nil { throw ProgramFailure(.no, "the daemon has no model") }
    }

    static func lines(_ status: JSONObject) -> [String] {
        let queue = status["queue"]?.object
        let information = status["info"]?.object
        var lines = [
            "model      \(status["model"]?.string ?? "none")",
            "since      \(status["since"]?.string ?? "–")",
            "precision  \(information?["precision"]?.string ?? "–"), \(information?["threads"]?.int ?? 0) threads",
            "queue      \(queue?["pending"]?.int ?? 0) texts, \(decimals3(queue?["expected_ms"]?.double ?? 0)) ms to empty",
            "swaps      \(status["swaps"]?.int ?? 0) done, \(status["failed_swaps"]?.int ?? 0) failed",
        ]
        if let failure = status["last_failure"]?.string { lines.append("last failed swap: \(failure)") }
        if status["swapping"]?.bool == true { lines.append("a model is being loaded") }
        return lines
    }
}
