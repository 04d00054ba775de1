package import Classification
import ConsolePrograms
import JSONParsing

/// A manifest for people.
package struct BundleSheet {
    let manifest: BundleManifest
    let roles: [String]
    /// Of this bundle.
    let history: [PromotionJournal.Entry]
    /// Why the files are not in order; nil when they are.
    let problem: ClassificationError?

    package init(manifest: BundleManifest, roles: [String], history: [PromotionJournal.Entry], problem: ClassificationError?) {
        self.manifest = manifest
        self.roles = roles
        self.history = history
        self.problem = problem
    }

    package var lines: [String] {
        var lines = ["bundle       \(manifest.id)" + (roles.isEmpty ? "" : " (\(roles.joined(separator: ", ")))")]
        lines += facts.map { name, text in name + String(repeating: " ", count: max(1, 13 - name.count)) + text }
        lines += trainingLines
        for (name, title) in Self.sets {
            if let report = manifest.metrics[name]?.object { lines += [""] + Self.report(title, report) }
        }
        lines += [""] + gateLines
        if !history.isEmpty { lines += ["", "history"] + history.map(Self.line) }
        return lines.map { displayText($0, columns: 400) }
    }

    private var facts: [(name: String, text: String)] {
        let bias = manifest.calibration.bias.map { decimals3(Double($0)) }.joined(separator: " ")
        let thresholds = manifest.labels.compactMap { label in manifest.thresholds[label].map { "\(label) \(decimals3($0))" } }
        let exits = manifest.exits.map { "layer \($0.layer) from \(decimals3($0.threshold))" }
        let state = problem.map { "NOT in order: \($0)" } ?? "digests and id are in order"
        return [
            ("created", manifest.created), ("base", manifest.base["name"]?.string ?? "–"), ("parent", manifest.parent ?? "none"),
            ("head", "\(manifest.headKind), \(manifest.labels.count) labels, \(manifest.maxTokens) tokens"),
            ("recipe", Self.list(manifest.recipe)),
            ("calibration", "temperature \(decimals3(Double(manifest.calibration.temperature))), bias \(bias)"),
            ("thresholds", thresholds.joined(separator: ", ")), ("exits", exits.isEmpty ? "none" : exits.joined(separator: ", ")),
            ("files", "\(manifest.files.count), \(state)"),
        ]
    }

    private static let sets = [("dev", "development set"), ("gate", "gate set"), ("out_of_fold", "out of fold, training rows")]

    private var trainingLines: [String] {
        let data = manifest.trainingData
        var lines = ["", "training data: \(data["rows"]?.int ?? 0) rows, SHA-256 \(data["sha256"]?.string?.prefix(12) ?? "–")"]
        if let count = data["variations"]?.int, count > 0 { lines.append("  \(count) of them variations") }
        for (key, title) in [("by_class", "by class"), ("by_source", "by source")] {
            if let counts = data[key]?.object { lines.append("  \(title): \(Self.list(counts))") }
        }
        return lines
    }

    private static func report(_ title: String, _ report: JSONObject) -> [String] {
        func interval(_ value: JSONValue?) -> String {
            guard let bounds = value?.array?.compactMap(\.double), bounds.count == 2 else { return "" }
            return " [\(decimals3(bounds[0])), \(decimals3(bounds[1]))]"
        }
        func number(_ value: JSONValue?) -> String { value?.double.map(decimals3) ?? "–" }
        let intervals = report["intervals"]?.object
        var lines = [
            "\(title): \(report["n"]?.int ?? 0) rows, accuracy \(number(report["accuracy"]))\(interval(intervals?["accuracy"])),"
                + " macro-F1 \(number(report["macro_f1"]))\(interval(intervals?["macro_f1"])), ECE \(number(report["ece"]))"
        ]
        var table = TextTable([
            ("  CLASS", .left), ("PRECISION", .right), ("RECALL", .right), ("F1", .right), ("95 %", .left), ("ROWS", .right),
        ])
        for (label, value) in report["per_class"]?.object?.members ?? [] {
            let scores = value.object
            table.add([
                "  " + label, number(scores?["precision"]), number(scores?["recall"]), number(scores?["f1"]),
                String(interval(scores?["f1_interval"]).dropFirst()), scores?["support"]?.int.map(String.init) ?? "–",
            ])
        }
        lines += table.lines
        return lines
    }

    private var gateLines: [String] {
        guard let gate = manifest.gate.object, let outcome = manifest.gateOutcome else { return ["gate: none"] }
        let set = gate["gate_set"]?.object
        var lines = [
            "gate: \(outcome), against \(gate["champion"]?.string ?? "no champion"), on \(set?["rows"]?.int ?? 0) messages"
                + " (SHA-256 \(set?["sha256"]?.string?.prefix(12) ?? "–"))"
        ]
        lines += (gate["reasons"]?.array ?? []).compactMap(\.string).map { "  - " + $0 }
        var table = TextTable([("  CHECK", .left), ("FIGURE", .right), ("CHAMPION", .right), ("ASKED", .left), ("RESULT", .left)])
        for check in (gate["checks"]?.array ?? []).compactMap(\.object) {
            let least = check["at_least"]?.double.map { "≥ " + decimals3($0) }
            table.add([
                "  " + (check["check"]?.string ?? "–"), check["figure"]?.double.map(decimals3) ?? "–",
                check["champion"]?.double.map(decimals3) ?? "–", least ?? check["at_most"]?.double.map { "≤ " + decimals3($0) } ?? "–",
                check["verdict"]?.string ?? "–",
            ])
        }
        return lines + table.lines
    }

    private static func line(_ entry: PromotionJournal.Entry) -> String {
        let record = entry.record
        let end =
            switch entry.end {
            case .pending: ", not finished"
            case .done: ""
            case .refused(let why): ", refused: \(why)"
            }
        return "  \(record.time.iso8601)  \(record.kind.rawValue) by \(record.by)\(record.reason.map { " (\($0))" } ?? "")\(end)"
    }

    /// The members of an object on one line; what holds others is written as JSON.
    private static func list(_ object: JSONObject) -> String {
        object.members.map { member in "\(member.key) \(member.value.string ?? JSONWriter.compactText(member.value))" }
            .joined(separator: ", ")
    }
}
