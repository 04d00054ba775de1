import Foundation
import GuardDaemon
import Metrics
import TestSupport
import Testing

struct GuardFiguresTests {
    private static func figures() -> GuardFigures {
        var figures = GuardFigures()
        figures.answered(endpoint: "/v1/classify", code: 200, seconds: 0.002)
        figures.answered(endpoint: "/v1/classify", code: 429, seconds: 0.00001)
        figures.answered(endpoint: "/health", code: 200, seconds: nil)
        figures.answered(endpoint: nil, code: 404, seconds: nil)
        figures.classified(label: "self-harm", action: "block", scores: [("self-harm", 0.94), ("not-harmful", 0.06)], tokens: 14)
        figures.classified(label: "not-harmful", action: "allow", scores: [("self-harm", 0.01), ("not-harmful", 0.99)], tokens: 5)
        var compute = ComputeFigures()
        (compute.queued, compute.tokenized, compute.inferred) = ([0.00002, 0.0005], [0.00003], [0.0015])
        figures.computed(compute)
        figures.refused("queue_full")
        figures.swapped(isDone: true, seconds: 0.2, isSelfTestFailure: false)
        figures.swapped(isDone: false, seconds: 0.1, isSelfTestFailure: true)
        return figures
    }

    /// The names, helps, types and buckets are what dashboards and alerts hang on: a change of this file is a change of the contract.
    @Test("the metrics are those of the golden text")
    func golden() throws {
        var text = MetricsText()
        Self.figures().add(
            to: &text, ServiceFacts(version: "0.1.0", bundle: "20261122T150301-3fa9c1d204be", precision: "int8", queueDepth: 3))
        let path = Goldens.folder.path + "/metrics/picketd.txt"
        #expect(text.text == (try String(contentsOfFile: path, encoding: .utf8)))
    }

    @Test("labels of a foreign model beyond the first are counted as other, however many there are")
    func manyLabels() {
        var figures = GuardFigures()
        for number in 0..<1_000 { figures.classified(label: "l\(number)", action: "allow", scores: [("l\(number)", Float(1))], tokens: 1) }
        var text = MetricsText()
        figures.add(to: &text, ServiceFacts(version: "0", bundle: nil, precision: "int8", queueDepth: 0))
        #expect(text.text.contains(#"picket_classifications_total{class="other",action="allow"} 936"#))
        #expect(text.text.split(separator: "\n").count { $0.hasPrefix("picket_score_count") } == 64)
    }

    @Test("a summary has what was asked between two moments, and there is none of silence")
    func summary() throws {
        let before = Self.figures()
        #expect(MinuteSummary(from: before, to: before) == nil)
        var after = before
        for _ in 0..<3 { after.answered(endpoint: "/v1/classify", code: 200, seconds: 0.004) }
        after.answered(endpoint: "/v1/classify", code: 429, seconds: 0.00001)
        after.refused("deadline")
        for _ in 0..<3 { after.classified(label: "self-harm", action: "block", scores: [("self-harm", 1)], tokens: 3) }
        let summary = try #require(MinuteSummary(from: before, to: after))
        #expect(summary.line.hasPrefix("4 requests, 1 rejected, p50 3."))
        #expect(summary.line.hasSuffix(" ms; self-harm 3"))
        #expect((3_000...4_400).contains(summary.p99Microseconds))
    }

    @Test("overload is news once a minute")
    func overload() {
        let watch = OverloadWatch()
        let start = ContinuousClock.now
        #expect(watch.isNews(at: start))
        #expect(!watch.isNews(at: start + .seconds(59)))
        #expect(watch.isNews(at: start + .seconds(60)))
        #expect(!watch.isNews(at: start + .seconds(61)))
    }
}
