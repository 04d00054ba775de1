import ConsolePrograms
package import JSONParsing

/// All findings, as lines for people or as JSON.
package struct DoctorReport: Equatable, Sendable {
    package let findings: [Finding]

    package init(_ findings: [Finding]) { self.findings = findings }

    package func count(_ level: Finding.Level) -> Int { findings.count { $0.level == level } }

    package var isFailing: Bool { count(.failing) > 0 }

    /// A line for each, what to do below it, and a line that sums up. Whatever the findings quote, it is safe on a terminal.
    package var lines: [String] {
        let levels = Finding.Level.allCases.map { $0.rawValue.utf8.count }.max() ?? 0
        let checks = findings.map { Self.name($0).unicodeScalars.count }.max() ?? 0
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
        }
        let rows = findings.flatMap { finding -> [String] in
            let head = padded(finding.level.rawValue, levels) + "  " + padded(Self.name(finding), checks) + "  "
            let indent = String(repeating: " ", count: head.unicodeScalars.count)
            return [head + displayText(finding.found, columns: 2_000)]
                + (finding.remedy.map { [indent + "→ " + displayText($0, columns: 2_000)] } ?? [])
        }
        return rows + ["", summary]
    }

    package var summary: String {
        let words: [(Finding.Level, String)] = [
            (.failing, "failing"), (.warning, "to look at"), (.skipped, "not known here"), (.ok, "in order"),
        ]
        return words.map { "\(count($0)) \($1)" }.joined(separator: ", ")
    }

    package var json: JSONValue {
        [
            "healthy": .bool(!isFailing),
            "counts": .object(JSONObject(Finding.Level.allCases.map { ($0.rawValue, .int(count($0))) })),
            "findings": .array(findings.map(\.json)),
        ]
    }

    private static func name(_ finding: Finding) -> String { displayText(finding.check, columns: 60) }
}
