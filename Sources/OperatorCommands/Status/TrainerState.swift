import ConsolePrograms
package import JSONParsing

/// What is known of the trainer without waking it.
package enum TrainerState: Equatable, Sendable {
    /// It runs, and this is its status.
    case running(JSONObject)
    /// It does not run: systemd listens for it.
    case asleep
    /// No socket, or nobody behind it.
    case absent
    /// It should answer, and does not.
    case silent(String)

    /// Asks the trainer, unless that would start it.
    ///
    /// - Parameter mayStart: Whether a question would.
    package init(socket: String, mayStart: Bool, patience: Duration = .seconds(5)) {
        guard !mayStart else {
            self = .asleep
            return
        }
        self = Self.asked(socket, patience)
    }

    package var word: String {
        switch self {
        case .running: "running"
        case .asleep: "started by the next request"
        case .absent: "not here"
        case .silent: "silent"
        }
    }

    package var json: JSONValue {
        switch self {
        case .running(let status):
            ["state": "running", "version": status["version"] ?? .null, "pool": status["pool"] ?? .null, "work": status["work"] ?? .null]
        case .asleep: ["state": "on-request"]
        case .absent: ["state": "absent"]
        case .silent(let why): ["state": "silent", "reason": .string(why)]
        }
    }

    /// The round that runs; nil when none does, or nobody can say.
    package var round: RoundDocument? {
        guard case .running(let status) = self, let round = status["round"]?.object else { return nil }
        do throws(ProgramFailure) { return try RoundDocument(round) } catch { return nil }
    }

    package var line: String {
        switch self {
        case .running(let status):
            let messages = status["pool"]?.object?["messages"]?.int.map { ", \($0) messages in the pool" } ?? ""
            return "running\(messages)"
        case .silent(let why): return "does not answer: \(why)"
        case .asleep, .absent: return word
        }
    }
}
