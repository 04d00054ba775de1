import ConsolePrograms
import Generation
import JSONParsing
import LabeledData

/// What a run gave, by class and by rule, and what it cost.
struct GenerationSummary {
    struct Row {
        var sources = 0
        var accepted = 0
        var needsReview = 0
        var rejected = 0
        var refused = 0
        var failed = 0
    }

    let sources: Int
    /// In `SafetyClass` order, of what the variations are meant to be.
    let rows: [Row]
    let rejectedBy: [(rule: String, count: Int)]
    let spending: GenerationSpending

    /// - Parameter keys: Which sources count: an out file may hold those of other commands.
    init(_ tally: GenerationTally, keys: Set<String>, sources: Int, spending: GenerationSpending) {
        var rows = [Row](repeating: Row(), count: SafetyClass.count)
        var byRule: [String: Int] = [:]
        for (key, source) in tally.sources where keys.contains(key) {
            guard let index = SafetyClass(label: source.label)?.index else { continue }
            rows[index].sources += 1
            rows[index].accepted += source.accepted
            rows[index].needsReview += source.needsReview
            rows[index].rejected += source.rejectedBy.values.reduce(0, +)
            rows[index].refused += source.outcome == "refused" ? 1 : 0
            rows[index].failed += source.outcome == "failed" || source.outcome == "answered" ? 1 : 0
            for (rule, count) in source.rejectedBy { byRule[rule, default: 0] += count }
        }
        self.sources = sources
        self.rows = rows
        rejectedBy = FilterRule.allCases.compactMap { rule in byRule[rule.name].map { (rule.name, $0) } }
        self.spending = spending
    }

    private func total(_ column: KeyPath<Row, Int>) -> Int { rows.reduce(0) { $0 + $1[keyPath: column] } }

    /// True when sources were asked about and none has a variation, not even a rejected one.
    var hasNothing: Bool { total(\.accepted) + total(\.needsReview) + total(\.rejected) == 0 }

    var text: String {
        var table = TextTable([
            ("class", .left), ("sources", .right), ("accepted", .right), ("needs review", .right), ("rejected", .right),
            ("refused", .right),
            ("failed", .right),
        ])
        func cells(_ row: Row) -> [String] {
            [row.sources, row.accepted, row.needsReview, row.rejected, row.refused, row.failed].map(String.init)
        }
        for (label, row) in zip(SafetyClass.names, rows) where row.sources > 0 { table.add([label] + cells(row)) }
        let all = Row(
            sources: total(\.sources), accepted: total(\.accepted), needsReview: total(\.needsReview), rejected: total(\.rejected),
            refused: total(\.refused), failed: total(\.failed))
        table.add(["all of \(sources)"] + cells(all))
        let rules = rejectedBy.map { "\($0.rule) \($0.count)" }.joined(separator: ", ")
        return
            (table.lines + [
                "rejected by rule: \(rules.isEmpty ? "none" : rules)",
                "spent: \(spending.requests) requests, \(spending.tokens) tokens, \(decimalText(micros: spending.costMicros)) in money",
            ]).joined(separator: "\n")
    }

    var json: JSONValue {
        let classes = zip(SafetyClass.names, rows).map { label, row in
            (
                label,
                JSONValue.object(
                    JSONObject([
                        ("sources", .int(row.sources)), ("accepted", .int(row.accepted)), ("needs_review", .int(row.needsReview)),
                        ("rejected", .int(row.rejected)), ("refused", .int(row.refused)), ("failed", .int(row.failed)),
                    ]))
            )
        }
        return [
            "sources": .int(sources), "accepted": .int(total(\.accepted)), "needs_review": .int(total(\.needsReview)),
            "rejected": .int(total(\.rejected)), "refused": .int(total(\.refused)), "failed": .int(total(\.failed)),
            "rejected_by": .object(JSONObject(rejectedBy.map { ($0.rule, .int($0.count)) })), "per_class": .object(JSONObject(classes)),
            "spending": ["requests": .int(spending.requests), "tokens": .int(spending.tokens), "cost_micros": .int(spending.costMicros)],
        ]
    }
}
