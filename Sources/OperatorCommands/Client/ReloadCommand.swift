package import ArgumentParser
import ConsolePrograms
package import JSONParsing

package struct ReloadCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Let the daemon read its configuration again.",
        discussion: """
            The daemon takes over all of the new configuration or, if anything in it is wrong, nothing. What threads and sockets were made
            with is kept until a restart, and named. 'systemctl reload picketd' calls this.

            Exit code 0 when it was taken over, 75 when the daemon cannot be reached, 78 when the configuration is bad: the old one stays.

            Example:
              picketctl reload
            """)

    @Option(help: "The admin socket of picketd.") var adminSocket: String?
    @Flag(help: "The whole answer as JSON.") var json = false

    package init() {}

    package func run() throws {
        let client = DaemonClient(socket: PlaceFinding.adminSocket(adminSocket))
        let answer: JSONObject
        do throws(ProgramFailure) { answer = try client.post("/v1/reload", .object(JSONObject())) } catch {
            throw error.exit == .no ? ProgramFailure(.badConfiguration, error.message) : error
        }
        if json {
            printBytes(JSONWriter.pretty(.object(answer)))
        } else {
            for line in Self.lines(answer) { printLine(line) }
        }
    }

    package static func lines(_ answer: JSONObject) -> [String] {
        func names(_ key: String) -> [String] {
            (answer[key]?.array ?? []).compactMap(\.string).map { displayText($0, columns: 100) }
        }
        let (changed, later) = (names("changed"), names("needs_restart"))
        if changed.isEmpty { return ["nothing has changed"] }
        return ["changed: \(changed.joined(separator: ", "))"]
            + (later.isEmpty ? [] : ["a restart is needed for: \(later.joined(separator: ", "))"])
    }
}
