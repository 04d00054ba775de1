import Metrics

/// One line of the log about what was asked since the line before.
///
///     421 requests, 2 rejected, p50 2.1 ms, p99 8.4 ms; emergency-situation 1, not-harmful 420
package struct MinuteSummary: Equatable, Sendable {
    package let line: String
    /// The 99th percentile, in microseconds.
    package let p99Microseconds: Int

    /// - Returns: Nil when nothing was asked.
    package init?(from old: GuardFigures, to new: GuardFigures) {
        let requests = new.requestCount - old.requestCount
        guard requests > 0 else { return nil }
        let durations = new.requestDuration.since(old.requestDuration)
        let before = old.countsByLabel
        let labels = new.countsByLabel.sorted { $0.key < $1.key }.compactMap { label, count -> String? in
            let more = count - (before[label] ?? 0)
            return more > 0 ? "\(label) \(more)" : nil
        }
        p99Microseconds = Int(((durations.quantile(0.99) ?? 0) * 1e6).rounded())
        line =
            "\(requests) requests, \(new.rejectedCount - old.rejectedCount) rejected"
            + (durations.quantile(0.5).map { ", p50 \(Self.milliseconds($0)) ms" } ?? "")
            + (durations.quantile(0.99).map { ", p99 \(Self.milliseconds($0)) ms" } ?? "")
            + (labels.isEmpty ? "" : "; " + labels.joined(separator: ", "))
    }

    private static func milliseconds(_ seconds: Double) -> String {
        let tenths = Int((min(seconds, 1e9) * 10_000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
