package import JSONParsing
import Metrics

/// What happened between two readings, and what holds at the second.
package struct TopFigures: Equatable, Sendable {
    /// Seconds from 0 up; nil without an observation.
    package struct Percentiles: Equatable, Sendable {
        package let p50: Double
        package let p95: Double
        package let p99: Double
    }

    package let now: TopReading
    /// Between the readings.
    package let seconds: Double
    /// Seconds since the daemon began; nil where it does not say.
    package let uptime: Double?
    /// The daemon is another process than at the reading before: everything counts from its start.
    package let isAfterRestart: Bool
    package let requests: [TopReading.Pair: Int]
    package let refusals: [String: Int]
    package let verdicts: [TopReading.Pair: Int]
    package let percentiles: [TopReading.Duration: Percentiles]

    /// - Parameters:
    ///   - seconds: Between the readings, by a clock that only goes forward.
    ///   - time: Seconds since 1970-01-01T00:00:00Z.
    package init(from earlier: TopReading, to now: TopReading, seconds: Double, time: Double) {
        self.now = now
        self.seconds = seconds
        uptime = now.startTime.map { max(0, time - $0) }
        isAfterRestart = now.isAfterRestart(since: earlier)
        let before = isAfterRestart ? TopReading(MetricsSamples("")) : earlier
        func grown<Key: Hashable>(_ new: [Key: Int], _ old: [Key: Int]) -> [Key: Int] {
            var result: [Key: Int] = [:]
            for (key, value) in new where value > old[key, default: 0] { result[key] = value - old[key, default: 0] }
            return result
        }
        requests = grown(now.requests, before.requests)
        refusals = grown(now.refusals, before.refusals)
        verdicts = grown(now.verdicts, before.verdicts)
        var percentiles: [TopReading.Duration: Percentiles] = [:]
        for (duration, histogram) in now.durations {
            let part = before.durations[duration].map { histogram.since($0) } ?? histogram
            guard let p50 = part.quantile(0.5), let p95 = part.quantile(0.95), let p99 = part.quantile(0.99) else { continue }
            percentiles[duration] = Percentiles(p50: p50, p95: p95, p99: p99)
        }
        self.percentiles = percentiles
    }

    /// Counts of the interval by the first or second label.
    static func sums(_ counts: [TopReading.Pair: Int], by part: KeyPath<TopReading.Pair, String>) -> [(name: String, count: Int)] {
        var sums: [String: Int] = [:]
        for (pair, count) in counts { sums[pair[keyPath: part], default: 0] += count }
        return sums.map { ($0.key, $0.value) }.sorted { $0.count == $1.count ? $0.name < $1.name : $0.count > $1.count }
    }

    package var json: JSONValue {
        func object(_ rows: [(name: String, count: Int)]) -> JSONValue { .object(JSONObject(rows.map { ($0.name, .int($0.count)) })) }
        func optional(_ value: Double?) -> JSONValue { value.map { .double($0) } ?? nil }
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? nil }
        return [
            "version": text(now.version), "bundle": text(now.bundle), "precision": text(now.precision), "uptime_seconds": optional(uptime),
            "restarted": .bool(isAfterRestart), "seconds": .double(seconds), "resident_bytes": optional(now.residentBytes),
            "queue_depth": optional(now.queueDepth),
            "requests": object(Self.sums(requests, by: \.first)), "statuses": object(Self.sums(requests, by: \.second)),
            "refusals": object(refusals.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }),
            "classes": object(Self.sums(verdicts, by: \.first)), "actions": object(Self.sums(verdicts, by: \.second)),
            "classes_since_start": object(Self.sums(now.verdicts, by: \.first)),
            "swaps": object(now.swaps.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }),
            "durations": .object(
                JSONObject(
                    TopReading.Duration.allCases.map { duration in
                        (
                            duration.rawValue,
                            percentiles[duration].map {
                                ["p50": .double($0.p50), "p95": .double($0.p95), "p99": .double($0.p99)] as JSONValue
                            } ?? nil
                        )
                    })),
        ]
    }
}
