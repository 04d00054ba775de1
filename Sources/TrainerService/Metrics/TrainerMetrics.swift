import JSONParsing
import LabeledData
package import Metrics
package import Records

/// The trainer's metrics: what the store holds, and what is being done. The store is the memory, so counters survive restarts.
package struct TrainerMetrics: Equatable, Sendable {
    package let totals: RecordTotals
    package let work: RoundWork?
    package let version: String

    package init(totals: RecordTotals, work: RoundWork?, version: String) {
        self.totals = totals
        self.work = work
        self.version = version
    }

    /// Adds the metrics in a fixed order, with a sample for every class and state, so that none appears out of nowhere.
    package func add(to text: inout MetricsText) {
        text.add("picket_build_info", .gauge, "1, with the version of the program.", [MetricSample(1, [MetricLabel("version", version)])])
        text.add(
            "picket_round_state", .gauge, "Rounds by the state that they are in.",
            RoundState.allCases.map { MetricSample(totals.roundsByState[$0.rawValue] ?? 0, [MetricLabel("state", $0.rawValue)]) })
        text.add(
            "picket_round_step_done", .gauge, "Of the step at work: how much is done.", work.map { [step($0, $0.done)] } ?? [])
        text.add(
            "picket_round_step_size", .gauge, "Of the step at work: how much there is to do, 0 where nobody knows.",
            work.map { [step($0, $0.total)] } ?? [])
        text.add("picket_pool_messages", .gauge, "Messages in the pool.", [MetricSample(totals.messages)])
        text.add(
            "picket_labels_total", .counter, "Labels that people gave, those that were changed later included.",
            SafetyClass.allCases.map { MetricSample(totals.labels[$0.name] ?? 0, [MetricLabel("class", $0.name)]) })
        text.add(
            "picket_variations_total", .counter, "Variations by the class that they are meant to be of and by what the filters said.",
            SafetyClass.allCases.flatMap { label in
                ["accepted", "needs-review", "rejected"].map { verdict in
                    MetricSample(
                        totals.variations[RecordTotals.VariationKey(label: label.name, verdict: verdict)] ?? 0,
                        [MetricLabel("class", label.name), MetricLabel("verdict", verdict)])
                }
            })
        text.add("picket_generation_requests_total", .counter, "Requests to the language model.", [MetricSample(totals.attempts)])
        text.add(
            "picket_generation_tokens_total", .counter, "Tokens that count against the limits.",
            [
                MetricSample(totals.promptTokens, [MetricLabel("kind", "prompt")]),
                MetricSample(totals.completionTokens, [MetricLabel("kind", "completion")]),
            ])
        text.add(
            "picket_generation_cost_total", .counter, "What counts against the limits of money, in the currency of the prices.",
            [MetricSample(Double(totals.costMicros) / 1e6)])
        text.add("picket_gate", .gauge, "Figures of the newest gate result, by check and model.", gateSamples)
    }

    private func step(_ work: RoundWork, _ value: Int) -> MetricSample { MetricSample(value, [MetricLabel("step", work.step.rawValue)]) }

    private var gateSamples: [MetricSample] {
        (totals.gate?.object?["checks"]?.array ?? []).compactMap(\.object).flatMap { check -> [MetricSample] in
            guard let name = check["check"]?.string else { return [] }
            return [("figure", "challenger"), ("champion", "champion")].compactMap { key, model in
                check[key]?.double.map { MetricSample($0, [MetricLabel("metric", name), MetricLabel("model", model)]) }
            }
        }
    }
}
