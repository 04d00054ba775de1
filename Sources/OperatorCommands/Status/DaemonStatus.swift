import ConsolePrograms
package import JSONParsing

/// What the daemon says of itself, in lines.
package struct DaemonStatus: Equatable, Sendable {
    package let json: JSONObject

    package init(_ json: JSONObject) { self.json = json }

    package var hasModel: Bool { json["model"]?.string != nil }

    package var lines: [String] {
        let queue = json["queue"]?.object
        let information = json["info"]?.object
        var lines = [
            "model      \(json["model"]?.string ?? "none")",
            "since      \(json["since"]?.string ?? "–")",
            "precision  \(information?["precision"]?.string ?? "–"), \(information?["threads"]?.int ?? 0) threads",
            "queue      \(queue?["pending"]?.int ?? 0) texts, \(decimals3(queue?["expected_ms"]?.double ?? 0)) ms to empty",
            "swaps      \(json["swaps"]?.int ?? 0) done, \(json["failed_swaps"]?.int ?? 0) failed",
        ]
        if let failure = json["last_failure"]?.string { lines.append("last failed swap: \(failure)") }
        if json["swapping"]?.bool == true { lines.append("a model is being loaded") }
        return lines
    }
}
