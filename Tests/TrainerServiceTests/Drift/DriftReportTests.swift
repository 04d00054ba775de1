import Classification
import JSONParsing
import TestSupport
import Testing
import TrainerService

/// Verdict counts with these classes and all entropies in the bins of `entropies`.
func verdictCounts(_ classes: [Int], entropies: [Int]? = nil) -> VerdictCounts {
    let labels = classes.indices.map { "label-\($0)" }
    let total = classes.reduce(0, +)
    var bins = entropies ?? [total]
    bins += [Int](repeating: 0, count: EntropyBins.count - bins.count)
    func perLabel(_ values: [JSONValue]) -> JSONValue { .object(JSONObject(Array(zip(labels, values)))) }
    let json: JSONValue = [
        "hour": 1, "bundle": "b", "texts": .int(total), "early_exits": 0, "classes": perLabel(classes.map { .int($0) }),
        "entropy": ["sum": 0, "bin_width": .double(EntropyBins.width), "counts": .array(bins.map { .int($0) })],
        "score_sums": perLabel(classes.map { .double(Double($0)) }), "embeddings": [:],
    ]
    var counts = VerdictCounts(classCount: classes.count)
    if let hour = HourSummary(json: json) { counts.add(hour) }
    return counts
}

struct DriftReportTests {
    private let same = verdictCounts([100, 100, 800])

    private func report(_ window: VerdictCounts, before: VerdictCounts? = nil, reference: DriftSettings.Reference = .training)
        -> DriftReport
    {
        var settings = DriftSettings()
        settings.reference = reference
        return DriftReport(
            DriftEvidence(
                bundle: "b-1", labels: ["a", "b", "c"], window: window, before: before ?? verdictCounts([0, 0, 0]), reference: same,
                domainFault: "nothing is captured"), settings: settings, seed: 1)
    }

    @Test("equal traffic is quiet, and says so")
    func quiet() {
        let found = report(verdictCounts([50, 50, 400]))
        #expect(found.level == .quiet)
        #expect(found.sentence == "no drift in the last 24 hours under b-1 (500 messages)")
        #expect(found.comparisons.map(\.subject) == [.classes, .entropy])
    }

    @Test("other classes, or other entropies, alarm with figures and offer a round")
    func alarm() {
        let classes = report(verdictCounts([250, 50, 200]))
        #expect(classes.level == .alarm)
        #expect(classes.sentence.contains("a stability index of "))
        #expect(classes.sentence.contains("'picketctl round start'"))
        let entropies = report(verdictCounts([50, 50, 400], entropies: [250, 0, 0, 250]))
        #expect(entropies.level == .alarm)
        #expect(entropies.comparisons.first { $0.subject == .classes }?.level == .quiet)
    }

    @Test("only the reference that the configuration names may alarm; the other is shown")
    func reference() {
        let shifted = verdictCounts([250, 50, 200])
        let found = report(shifted, before: shifted, reference: .traffic)
        #expect(found.level == .quiet)
        #expect(found.comparisons.filter { $0.level == .alarm }.map(\.reference) == [.training])
        #expect(report(verdictCounts([50, 50, 400]), before: shifted, reference: .traffic).level == .alarm)
    }

    @Test("without traffic, or without a reference, nothing is compared")
    func nothing() {
        #expect(report(verdictCounts([0, 0, 0])).comparisons.isEmpty)
        #expect(report(verdictCounts([0, 0, 0])).level == .quiet)
    }

    @Test("the JSON has the figures of every comparison and no text of a message")
    func json() throws {
        let object = try #require(report(verdictCounts([250, 50, 200])).json.object)
        #expect(
            object.keys == [
                "bundle", "level", "sentence", "window_hours", "messages", "p_level", "labels", "comparisons", "domain", "embeddings",
                "domain_missing",
            ])
        let first = try #require(object["comparisons"]?.array?.first?.object)
        #expect(first.keys == ["subject", "reference", "level", "alarms", "psi", "chance_95", "p_value", "expected", "actual"])
        #expect(first["actual"] == [250, 50, 200])
        #expect(first["p_value"] == .double(1.0 / 2_000))
    }

    @Test("the hours of the newest bundle are parted at the window's beginning, and other bundles are left out")
    func parts() throws {
        var history = TrafficHistory()
        var scores = WindowScores(labels: ["a", "b"])
        scores.add([0.9, 0.1], layers: 6)
        let verdict = Verdict(labels: ["a", "b"], windowScores: scores, tokens: 3, truncated: false)
        for (hour, bundle, count) in [(10, "x", 3), (75, "y", 5), (76, "y", 7), (77, "x", 11), (99, "y", 13), (100, "z", 17)] {
            for _ in 0..<count { history.add(verdict, bundle: bundle, labels: ["a", "b"], layers: 6, hour: hour) }
        }
        let found = try #require(DriftEvidence.parts(of: history.hours, windowHours: 24, now: 99))
        #expect(found.bundle == "y")
        #expect(found.window.texts == 7 + 13)
        #expect(found.before.texts == 5)
        #expect(DriftEvidence.parts(of: [], windowHours: 24, now: 99) == nil)
    }
}
