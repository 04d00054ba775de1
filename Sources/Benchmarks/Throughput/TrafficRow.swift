import JSONParsing

/// How the outcome of a load is shown: the same columns wherever there is one.
enum TrafficRow {
    static let columns: [BenchReport.Column] = [
        .text("LOAD", "load"), .init("CONNECTIONS", "connections"), .init("ANSWERS/s", "answers_per_second", digits: 1),
        .init("P50 µs", "p50_us", digits: 1), .init("P90", "p90_us", digits: 1), .init("P99", "p99_us", digits: 1),
        .init("P99.9", "p99_9_us", digits: 1), .init("MAX", "max_us", digits: 1), .init("P99/P50", "p99_over_p50", digits: 2),
        .init("ANSWERS", "answers"), .init("FAULTS", "faults"), .init("CPU OF LOAD", "processor_share_of_load", digits: 2),
    ]

    static func values(_ load: String, connections: Int, _ result: TrafficResult) -> [JSONValue] {
        let samples = result.latencyMicroseconds
        let ratio: Double? =
            if let p99 = samples.percentile(99), let p50 = samples.median, p50 > 0 { p99 / p50 } else { nil }
        return [
            .string(load), .int(connections), measured(result.answersPerSecond), measured(samples.median), measured(samples.percentile(90)),
            measured(samples.percentile(99)), measured(samples.percentile(99.9)), measured(samples.maximum), measured(ratio),
            .int(samples.count), .int(result.tally.faultCount), measured(result.processorShare),
        ]
    }
}
