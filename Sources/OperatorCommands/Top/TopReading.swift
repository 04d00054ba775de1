package import Metrics

/// What `picketctl top` takes from one reading of `/metrics`.
package struct TopReading: Equatable, Sendable {
    /// Which process it was: a restart changes it.
    package var startTime: Double?
    package var version: String?
    package var bundle: String?
    package var precision: String?
    package var residentBytes: Double?
    package var queueDepth: Double?
    /// By endpoint and status.
    package var requests: [Pair: Int]
    /// By reason.
    package var refusals: [String: Int]
    /// By class and action.
    package var verdicts: [Pair: Int]
    package var swaps: [String: Int]
    /// Counts by bucket.
    package var durations: [Duration: Histogram]

    /// Two labels of a counter.
    package struct Pair: Hashable, Sendable {
        package let first: String
        package let second: String
    }

    /// The histograms of times that the daemon keeps.
    package enum Duration: String, CaseIterable, Sendable {
        case request, queue, tokenize, inference
        var family: String { "picket_\(rawValue)_duration_seconds" }
    }

    package init(_ samples: MetricsSamples) {
        func counts<Key: Hashable>(_ name: String, _ key: (MetricsSamples.Sample) -> Key?) -> [Key: Int] {
            var result: [Key: Int] = [:]
            for sample in samples[name] {
                if let key = key(sample), let count = Self.count(sample.value) { result[key] = count }
            }
            return result
        }
        func pair(_ first: String, _ second: String) -> (MetricsSamples.Sample) -> Pair? {
            { sample in
                guard let one = sample.labels[first], let two = sample.labels[second] else { return nil }
                return Pair(first: one, second: two)
            }
        }
        startTime = samples.value("process_start_time_seconds")
        version = samples["picket_build_info"].first?.labels["version"]
        bundle = samples["picket_model_info"].first?.labels["bundle"]
        precision = samples["picket_model_info"].first?.labels["precision"]
        residentBytes = samples.value("process_resident_memory_bytes")
        queueDepth = samples.value("picket_queue_depth")
        requests = counts("picket_requests_total", pair("endpoint", "code"))
        refusals = counts("picket_rejected_total") { $0.labels["reason"] }
        verdicts = counts("picket_classifications_total", pair("class", "action"))
        swaps = counts("picket_swap_total") { $0.labels["result"] }
        durations = [:]
        for duration in Duration.allCases { durations[duration] = Self.histogram(samples[duration.family + "_bucket"]) }
    }

    /// Nil for what no counter has: a million of these still add up.
    private static func count(_ value: Double) -> Int? { (0...1e12).contains(value) ? Int(value) : nil }

    /// Cumulative buckets become counts; nil for buckets that do not ascend in bound and count, or that have no last one.
    private static func histogram(_ samples: [MetricsSamples.Sample]) -> Histogram? {
        let buckets = samples.compactMap { sample -> (bound: Double, count: Int)? in
            guard let text = sample.labels["le"], let bound = text == "+Inf" ? .infinity : Double(text), !bound.isNaN,
                let count = count(sample.value)
            else { return nil }
            return (bound, count)
        }.sorted { $0.bound < $1.bound }
        guard let last = buckets.last, last.bound == .infinity, buckets.count > 1,
            zip(buckets, buckets.dropFirst()).allSatisfy({ $0.bound < $1.bound && $0.count <= $1.count })
        else { return nil }
        let counts = zip([0] + buckets.map(\.count), buckets.map(\.count)).map { $1 - $0 }
        return Histogram(HistogramBounds(buckets.dropLast().map(\.bound)), counts: counts)
    }

    /// True when `earlier` cannot be of the same process: it began at another time, or something that only grows has shrunk.
    func isAfterRestart(since earlier: TopReading) -> Bool {
        func hasShrunk<Key: Hashable>(_ now: [Key: Int], _ before: [Key: Int]) -> Bool {
            before.contains { now[$0.key, default: 0] < $0.value }
        }
        return startTime != earlier.startTime || hasShrunk(requests, earlier.requests) || hasShrunk(refusals, earlier.refusals)
            || hasShrunk(verdicts, earlier.verdicts) || hasShrunk(swaps, earlier.swaps)
            || durations.contains { duration, now in
                guard let before = earlier.durations[duration] else { return false }
                return now.bounds != before.bounds || zip(now.counts, before.counts).contains { $0 < $1 }
            }
    }
}
