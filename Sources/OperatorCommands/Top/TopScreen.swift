import ConsolePrograms

/// Figures as lines for people. Everything that comes from the daemon goes through `displayText`.
package struct TopScreen {
    private let columns: Int

    package init(columns: Int) { self.columns = max(20, columns) }

    package func lines(_ figures: TopFigures) -> [String] {
        var lines = head(figures)
        lines += ["", traffic(figures)]
        lines += timesTable(figures)
        lines += ["", "verdicts: \(perSecond(figures.verdicts.values.reduce(0, +), figures))"]
        lines += classTable(figures)
        return lines.map { displayText($0, columns: columns) }
    }

    private func head(_ figures: TopFigures) -> [String] {
        let now = figures.now
        let version = now.version.map { " \($0)" } ?? ""
        let uptime = figures.uptime.map { ", up \(Self.span($0))" } ?? ""
        let memory = now.residentBytes.map { ", \(Self.mebibytes($0)) MiB" } ?? ""
        let model = now.bundle.map { "bundle \($0)\(now.precision.map { ", \($0)" } ?? "")" } ?? "no model: every message is refused"
        let restart = figures.isAfterRestart ? ["the daemon has been started again: figures are since its start"] : []
        return ["picketd\(version)\(uptime)\(memory)", model] + restart
    }

    private func traffic(_ figures: TopFigures) -> String {
        let total = figures.requests.values.reduce(0, +)
        let statuses = TopFigures.sums(figures.requests, by: \.second).map { "\($0.name): \($0.count)" }.joined(separator: ", ")
        let refused = figures.refusals.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let swaps = figures.now.swaps.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        var parts = ["requests: \(perSecond(total, figures))" + (statuses.isEmpty ? "" : " (\(statuses))")]
        if !refused.isEmpty { parts.append("refused: \(refused)") }
        if let depth = figures.now.queueDepth { parts.append("queue: \(Self.whole(depth))") }
        if !swaps.isEmpty { parts.append("swaps since start: \(swaps)") }
        return parts.joined(separator: "   ")
    }

    private func timesTable(_ figures: TopFigures) -> [String] {
        guard !figures.percentiles.isEmpty else { return ["no request for a verdict in \(decimals1(figures.seconds)) s"] }
        var table = TextTable([("ms", .left), ("p50", .right), ("p95", .right), ("p99", .right)])
        for duration in TopReading.Duration.allCases {
            guard let percentiles = figures.percentiles[duration] else { continue }
            table.add(
                [duration.rawValue] + [percentiles.p50, percentiles.p95, percentiles.p99].map { decimals3($0 * 1_000) })
        }
        return table.lines
    }

    private func classTable(_ figures: TopFigures) -> [String] {
        let sinceStart = TopFigures.sums(figures.now.verdicts, by: \.first)
        guard !sinceStart.isEmpty else { return [] }
        let inInterval = Dictionary(uniqueKeysWithValues: TopFigures.sums(figures.verdicts, by: \.first).map { ($0.name, $0.count) })
        let (now, all) = (inInterval.values.reduce(0, +), sinceStart.reduce(0) { $0 + $1.count })
        var table = TextTable([("class", .left), ("now", .right), ("since start", .right), ("actions", .left)])
        for (name, count) in sinceStart {
            let actions = figures.verdicts.filter { $0.key.first == name }.sorted { $0.key.second < $1.key.second }
                .map { "\($0.key.second) \($0.value)" }.joined(separator: ", ")
            table.add([name, Self.share(inInterval[name, default: 0], of: now), Self.share(count, of: all), actions])
        }
        return table.lines
    }

    private func perSecond(_ count: Int, _ figures: TopFigures) -> String {
        // Since a start that fell into the interval nobody knows over how long.
        figures.isAfterRestart || figures.seconds <= 0 ? "\(count)" : "\(decimals1(Double(count) / figures.seconds))/s"
    }

    private static func share(_ count: Int, of total: Int) -> String {
        total > 0 ? "\(decimals1(100 * Double(count) / Double(total))) %" : "–"
    }

    private static func mebibytes(_ bytes: Double) -> String { whole(bytes / 1_048_576) }

    private static func whole(_ value: Double) -> String { (0...1e15).contains(value) ? "\(Int(value.rounded()))" : "–" }

    /// `3 d 4 h`, `5 h 12 min`, `40 s`.
    static func span(_ seconds: Double) -> String {
        guard (0...1e12).contains(seconds) else { return "–" }
        let all = Int(seconds)
        let (days, hours, minutes) = (all / 86_400, all / 3_600 % 24, all / 60 % 60)
        if days > 0 { return "\(days) d \(hours) h" }
        if hours > 0 { return "\(hours) h \(minutes) min" }
        return minutes > 0 ? "\(minutes) min \(all % 60) s" : "\(all) s"
    }
}

private func decimals1(_ value: Double) -> String {
    guard (0..<1e12).contains(value) else { return "–" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
}
