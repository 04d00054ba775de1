import ArgumentParser
import ConsolePrograms
import Glibc
import JSONParsing
import ServiceManager

struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "What happened, from the journal: swaps, refusals, rounds, flagged messages.",
        discussion: """
            Shows the newest events of picketd, picket-trainer and picketctl. Reading the journal takes membership in the group
            systemd-journal or adm. 'journalctl -x' shows the same entries with everything else around them.

            Exit code 0 when there were events, 1 when there were none, 75 when the journal cannot be read.

            Examples:
              picketctl events --since 1h
              picketctl events --follow --event round-needs-people
              picketctl events --event model-refused --lines 1 --explain
            """)

    @Flag(name: .shortAndLong, help: "Go on with what happens from now on, until Ctrl-C.") var follow = false
    @Option(help: "From then on: 30m, 2h, '10 min ago', 2026-11-23, '2026-11-23 10:30' (local time).") var since: String?
    @Option(help: "Only this event, such as bundle-activated; may be given several times.") var event: [String] = []
    @Option(help: "Only this priority and worse: error, warning, notice or info.") var priority: String?
    @Option(name: .shortAndLong, help: "At most so many, the newest.") var lines = 50
    @Flag(help: "What the message catalog says of each: what happened, and what to do.") var explain = false
    @Flag(help: "One JSON object a line.") var json = false
    @Option(help: "Read the journal files of this folder instead.") var directory: String?

    private static let priorities = ["error": 3, "warning": 4, "notice": 5, "info": 6]

    func validate() throws {
        guard lines > 0 else { throw ValidationError("--lines is at least 1") }
        if let priority, Self.priorities[priority] == nil {
            throw ValidationError("--priority '\(priority)' is not known; known are error, warning, notice, info")
        }
        for name in event where ServiceEvent(rawValue: name) == nil {
            let known = ServiceEvent.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            throw ValidationError("--event '\(name)' is not known; known are \(known)")
        }
        if let since, SinceWords.seconds(since, now: time(nil)) == nil {
            throw ValidationError("--since '\(since)' is no time; write 30m, 2h, '3 days ago', 2026-11-23 or '2026-11-23 10:30'")
        }
    }

    func run() throws {
        if directory == nil { try requireAccess() }
        let count: Int
        do throws(ServiceManagerError) { count = try show() } catch { throw ProgramFailure(.tryAgainLater, "\(error)") }
        if count == 0 { throw ProgramFailure(.no, "there are no such events") }
    }

    private func requireAccess() throws(ProgramFailure) {
        switch JournalAccess() {
        case .readable: break
        case .forbidden:
            throw ProgramFailure(
                .tryAgainLater, "you may not read the journal: become a member of the group systemd-journal or adm, or use sudo")
        case .absent: throw ProgramFailure(.tryAgainLater, "no journal is kept here: off systemd, the programs log on standard error")
        }
    }

    /// - Returns: How many were shown.
    private func show() throws(ServiceManagerError) -> Int {
        let reader = try JournalReader(directory: directory)
        try reader.match("SYSLOG_IDENTIFIER", anyOf: ["picketd", "picket-trainer", "picketctl"])
        if !event.isEmpty { try reader.match("PICKET_EVENT", anyOf: event) }
        try reader.seek(since.flatMap { SinceWords.seconds($0, now: time(nil)) }.map { .time(UInt64($0) * 1_000_000) } ?? .beginning)
        // Of all there are the newest: the journal tells events from other entries only by reading them.
        var newest: [(line: EventLine, explanation: String?)] = []
        while let record = try reader.next() {
            guard let line = wanted(record) else { continue }
            newest.append((line, explain ? reader.catalogText() : nil))
            if newest.count > lines { newest.removeFirst() }
        }
        for (line, explanation) in newest { show(line, explanation) }
        var count = newest.count
        while follow {
            try reader.wait(atMost: .seconds(3_600))
            while let record = try reader.next() {
                guard let line = wanted(record) else { continue }
                show(line, explain ? reader.catalogText() : nil)
                count += 1
            }
        }
        return count
    }

    private func wanted(_ record: JournalRecord) -> EventLine? {
        guard let line = EventLine(record) else { return nil }
        return line.priority <= priority.flatMap { Self.priorities[$0] } ?? 7 ? line : nil
    }

    private func show(_ line: EventLine, _ explanation: String?) {
        if json {
            printJSON(line.json, isPretty: false)
        } else {
            printLine(line.text())
            for part in (explanation ?? "").split(separator: "\n", omittingEmptySubsequences: false) where explanation != nil {
                printSafely("    " + part)
            }
        }
    }
}
