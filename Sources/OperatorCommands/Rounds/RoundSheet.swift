import ConsolePrograms
import JSONParsing
import LabeledData

/// Everything about a round, as a person reads it.
package struct RoundSheet {
    private let round: RoundDocument

    package init(_ round: RoundDocument) { self.round = round }

    package var lines: [String] {
        var lines = facts + [""] + classTable
        if round.openReviews > 0 {
            lines.append("\(round.openReviews) \(round.openReviews == 1 ? "variation waits" : "variations wait") for a person")
        }
        if let gate = round.gate { lines += [""] + gateLines(gate) }
        if !round.events.isEmpty { lines += ["", "history"] + round.events.map(Self.line) }
        if let next = round.next { lines += ["", "next        \(next)"] }
        return lines
    }

    private var facts: [String] {
        var lines = ["round       \(round.id), \(round.stateName)"]
        if let trouble = round.troubleWords { lines.append("trouble     \(trouble)") }
        if round.state?.kind != .stopped, let reason = round.reason { lines.append("reason      \(reason)") }
        let starter = round.parameters["started_by"]?.string.map { ", started by \($0)" } ?? ""
        lines.append("created     \(Self.time(round.string("created")))\(starter); updated \(Self.time(round.string("updated")))")
        let plan = round.parameters.members.filter { $0.key != "started_by" }.map { "\($0.key) \(Self.plain($0.value))" }
        if !plan.isEmpty { lines.append("plan        \(plan.joined(separator: ", "))") }
        lines.append(
            "labels      \(round.labelWords), \(round.openLabels) open"
                + (round.annotators > 1 ? "; \(round.annotators) annotators a message" : ""))
        if let agreement = round.agreementWords { lines.append("agreement   \(agreement)") }
        lines.append("variations  \(round.variationWords)")
        lines.append("spending    \(round.spendingWords)")
        if let bundle = round.bundle { lines.append("bundle      \(bundle)") }
        if let work = round.workWords { lines.append("at work     \(work)") }
        return lines
    }

    /// Labels and variations of each class.
    private var classTable: [String] {
        let labels = round.json["labels_by_class"]?.object ?? JSONObject()
        var names = SafetyClass.names
        for name in labels.keys + round.variations.map(\.label) where !names.contains(name) { names.append(name) }
        let verdicts = round.verdicts.map(\.verdict)
        var table = TextTable([("CLASS", .left), ("LABELS", .right)] + verdicts.map { ($0.uppercased(), .right) })
        for name in names {
            let counts = verdicts.map { verdict in
                round.variations.reduce(0) { $1.label == name && $1.verdict == verdict ? $0.addingClamped($1.count) : $0 }
            }
            table.add([name, "\(labels[name]?.int ?? 0)"] + counts.map { "\($0)" })
        }
        return table.lines
    }

    private func gateLines(_ gate: JSONObject) -> [String] {
        let uses = gate["uses"]?.int.map { "; it has decided \($0) \($0 == 1 ? "time" : "times")" } ?? ""
        var lines = [
            "gate        \(gate["outcome"]?.string ?? "–")",
            "            set \(gate["set"]?.string?.prefix(12) ?? "–")\(uses); against \(gate["champion"]?.string ?? "no champion")",
        ]
        lines += (gate["reasons"]?.array ?? []).compactMap(\.string).map { "  - \($0)" }
        let checks = (gate["metrics"]?.object?["checks"]?.array ?? []).compactMap(\.object)
        guard !checks.isEmpty else { return lines }
        var table = TextTable([("CHECK", .left), ("NEW", .right), ("CHAMPION", .right), ("BOUND", .right), ("VERDICT", .left)])
        for check in checks {
            let bound =
                check["at_least"]?.double.map { "≥ " + decimals3($0) } ?? check["at_most"]?.double.map { "≤ " + decimals3($0) } ?? "–"
            table.add([
                displayText(check["check"]?.string ?? "–", columns: 60), check["figure"]?.double.map(decimals3) ?? "–",
                check["champion"]?.double.map(decimals3) ?? "–", bound, displayText(check["verdict"]?.string ?? "–", columns: 20),
            ])
        }
        return lines + table.lines.map { "  " + $0 }
    }

    private static func line(_ event: RoundDocument.Event) -> String {
        let payload = event.payload.members.map { "\($0.key) \(plain($0.value))" }.joined(separator: ", ")
        return "  \(time(event.at))  \(event.kind)" + (payload.isEmpty ? "" : "  \(displayText(payload, columns: 400))")
    }

    /// A time without the fraction of its second.
    static func time(_ text: String?) -> String {
        guard let text else { return "–" }
        guard let dot = text.firstIndex(of: ".") else { return text }
        let end = text[dot...].dropFirst().firstIndex { !$0.isWholeNumber } ?? text.endIndex
        return String(text[..<dot] + text[end...])
    }

    /// A string without its quotes, everything else as JSON.
    private static func plain(_ value: JSONValue) -> String { value.string ?? JSONWriter.compactText(value) }
}
