import Foundation
import JSONParsing
import Metrics
import Records
import TestSupport
import Testing
import TrainerService

struct TrainerMetricsTests {
    /// The names, helps and types are what dashboards and alerts hang on: a change of this file is a change of the contract.
    @Test("the metrics are those of the golden text")
    func golden() throws {
        var totals = RecordTotals()
        (totals.messages, totals.labels, totals.roundsByState) = (2_003, ["self-harm": 7], ["done": 2, "awaiting-labels": 1])
        totals.variations = [
            .init(label: "self-harm", verdict: "accepted"): 30, .init(label: "self-harm", verdict: "rejected"): 5,
        ]
        (totals.attempts, totals.promptTokens, totals.completionTokens, totals.costMicros) = (9, 1_000, 2_000, 1_500_000)
        totals.gate = [
            "outcome": "promote",
            "checks": [
                ["check": "macro-F1", "verdict": "ok", "figure": .double(0.81), "champion": .double(0.8)],
                ["check": "frozen", "verdict": "ok"], "a check that is none",
            ],
        ]
        let work = RoundWork(round: "r", step: .training, note: "", done: 3, total: 7, since: Timestamp(seconds: 0))
        var text = MetricsText()
        TrainerMetrics(totals: totals, work: work, version: "0.1.0").add(to: &text)
        #expect(text.text == (try String(contentsOfFile: Goldens.folder.path + "/metrics/picket-trainer.txt", encoding: .utf8)))
    }

    @Test("labels that a trainer has taken are counted when it is asked for its metrics")
    func live() throws {
        let trainer = try TinyTrainer()
        try trainer.open()
        let before = try trainer.text("/metrics")
        #expect(before.contains("picket_pool_messages 0\n") && before.contains("picket_round_state{state=\"done\"} 0\n"))
        try trainer.importPool()
        #expect(try trainer.text("/metrics").contains("picket_pool_messages \(TinyTrainer.pool.count)\n"))
    }
}
