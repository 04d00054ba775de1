package import JSONParsing
import LabeledData

/// What the store holds, counted: for monitoring.
package struct RecordTotals: Equatable, Sendable {
    package struct VariationKey: Hashable, Sendable {
        package let label: String
        package let verdict: String

        package init(label: String, verdict: String) {
            self.label = label
            self.verdict = verdict
        }
    }

    package var messages = 0
    /// Every label that was ever given, those that were undone or changed included: it never falls.
    package var labels: [String: Int] = [:]
    package var roundsByState: [String: Int] = [:]
    /// By what they are meant to be, and what the filters said.
    package var variations: [VariationKey: Int] = [:]
    /// Settled ones: of a request that is under way only an estimate is known, which may fall.
    package var attempts = 0
    package var promptTokens = 0
    package var completionTokens = 0
    /// In millionths of the currency of the prices.
    package var costMicros = 0
    /// Of the newest gate result; nil without one.
    package var gate: JSONValue?

    package init() {}
}

extension RecordStore {
    /// Counts everything in one look at the database. Cost: one pass over labels, variations and attempts.
    package func totals() throws(RecordsError) -> RecordTotals {
        try read { transaction in
            var totals = RecordTotals()
            totals.messages = try transaction.first("SELECT count(*) AS n FROM messages") { try $0.integer("n") } ?? 0
            for (name, count) in try transaction.counts(
                "SELECT class AS name, count(*) AS n FROM label_events WHERE kind = 'label' GROUP BY class")
            {
                totals.labels[name] = count
            }
            for (name, count) in try transaction.counts("SELECT state AS name, count(*) AS n FROM rounds GROUP BY state") {
                totals.roundsByState[name] = count
            }
            let variations = try transaction.rows("SELECT label, verdict, count(*) AS n FROM variations GROUP BY label, verdict") {
                (RecordTotals.VariationKey(label: try $0.text("label"), verdict: try $0.text("verdict")), try $0.integer("n"))
            }
            for (key, count) in variations { totals.variations[key] = count }
            let spent = try transaction.first(
                """
                SELECT count(*) AS n, coalesce(sum(prompt_tokens), 0) AS prompts, coalesce(sum(completion_tokens), 0) AS completions,
                    coalesce(sum(cost_micros), 0) AS cost FROM generation_attempts WHERE status <> 'reserved'
                """
            ) { (try $0.integer("n"), try $0.integer("prompts"), try $0.integer("completions"), try $0.integer("cost")) }
            if let spent { (totals.attempts, totals.promptTokens, totals.completionTokens, totals.costMicros) = spent }
            totals.gate = try transaction.first("SELECT result FROM gate_results ORDER BY seq DESC LIMIT 1") { try $0.json("result") }
            return totals
        }
    }
}

extension Transaction {
    fileprivate func counts(_ sql: String) throws -> [(String, Int)] {
        try rows(sql) { (try $0.text("name"), try $0.integer("n")) }
    }
}
