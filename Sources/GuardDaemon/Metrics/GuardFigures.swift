package import Metrics

/// What the daemon has counted since it began. A value: `GuardMetrics` shares it.
package struct GuardFigures: Equatable, Sendable {
    struct Answer: Hashable, Sendable {
        let endpoint: String
        let code: Int
    }

    struct Outcome: Hashable, Sendable {
        let label: String
        let action: String
    }

    /// From 10 µs on, each bound half as much again as the one before.
    package static let durations = HistogramBounds.exponential(first: 1e-5, factor: 1.5, count: 40)
    package static let tokens = HistogramBounds([4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192])
    package static let shares = HistogramBounds((1...20).map { Double($0 * 5) / 100 })
    /// Of a model of foreign labels, which may have thousands, the first so many that appear are counted by name.
    static let mostLabels = 64
    static let otherLabel = "other"

    private(set) var requests: [Answer: Int] = [:]
    private(set) var classifications: [Outcome: Int] = [:]
    private(set) var scores: [String: Histogram] = [:]
    private(set) var inputTokens = Histogram(Self.tokens)
    private(set) var requestDuration = Histogram(Self.durations)
    private(set) var queueDuration = Histogram(Self.durations)
    private(set) var tokenizeDuration = Histogram(Self.durations)
    private(set) var inferenceDuration = Histogram(Self.durations)
    private(set) var rejected: [String: Int] = [:]
    private(set) var swaps: [Bool: Int] = [true: 0, false: 0]
    private(set) var swapDuration = Histogram(Self.durations)
    private(set) var selfTestFailures = 0
    private var labels: Set<String> = []

    package init() {}

    /// - Parameters:
    ///   - endpoint: Nil for a path that is not routed.
    ///   - seconds: Given for requests that ask for a verdict.
    package mutating func answered(endpoint: String?, code: Int, seconds: Double?) {
        requests[Answer(endpoint: endpoint ?? Self.otherLabel, code: code), default: 0] += 1
        if let seconds { requestDuration.observe(seconds) }
    }

    package mutating func classified(label: String, action: String, scores: some Sequence<(String, Float)>, tokens: Int) {
        classifications[Outcome(label: known(label), action: action), default: 0] += 1
        for (label, score) in scores where isKnown(label) { self.scores[label, default: Histogram(Self.shares)].observe(Double(score)) }
        inputTokens.observe(Double(tokens))
    }

    package mutating func computed(_ figures: ComputeFigures) {
        for seconds in figures.queued { queueDuration.observe(seconds) }
        for seconds in figures.tokenized { tokenizeDuration.observe(seconds) }
        for seconds in figures.inferred { inferenceDuration.observe(seconds) }
    }

    package mutating func refused(_ reason: String) { rejected[reason, default: 0] += 1 }

    package mutating func swapped(isDone: Bool, seconds: Double, isSelfTestFailure: Bool) {
        swaps[isDone, default: 0] += 1
        swapDuration.observe(seconds)
        if isSelfTestFailure { selfTestFailures += 1 }
    }

    package mutating func selfTestFailed() { selfTestFailures += 1 }

    private mutating func known(_ label: String) -> String { isKnown(label) ? label : Self.otherLabel }

    private mutating func isKnown(_ label: String) -> Bool {
        if labels.contains(label) { return true }
        guard labels.count < Self.mostLabels else { return false }
        labels.insert(label)
        return true
    }

    var requestCount: Int { requests.values.reduce(0, +) }
    var rejectedCount: Int { rejected.values.reduce(0, +) }

    /// Verdicts by the label that was given.
    var countsByLabel: [String: Int] {
        var result: [String: Int] = [:]
        for (outcome, count) in classifications { result[outcome.label, default: 0] += count }
        return result
    }
}

/// What a compute thread has measured in one run: seconds, one for each text (`inferred`: for each batch).
package struct ComputeFigures: Equatable, Sendable {
    package var queued: [Double] = []
    package var tokenized: [Double] = []
    package var inferred: [Double] = []

    package init() {}
}
