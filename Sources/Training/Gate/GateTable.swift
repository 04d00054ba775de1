/// A gate's checks for people: the challenger's figure, the champion's, what is asked, and the result.
///
///     check                       challenger  champion  asked            p      result
///     macro-F1                    84.1        83.2      at least 83.2    0.871  pass
///     recall self-harm            91.7        93.3      at least 91.7    0.500  pass
extension GateResult {
    package var table: String {
        let header = ["check", "challenger", "champion", "asked", "p", "result"]
        let lines = aligned([header] + checks.map(Self.row), left: [0, 1, 2, 3, 4, 5])
        let reasons = outcome.reasons.map { "  - " + $0 }
        return (lines + ["", "outcome: " + outcome.name] + reasons).joined(separator: "\n") + "\n"
    }

    private static func row(_ check: GateCheck) -> [String] {
        func text(_ value: Double?) -> String { value.map { check.written($0) } ?? "–" }
        let interval = check.interval.map { " [\(check.writtenInterval($0.low)), \(check.writtenInterval($0.high))]" } ?? ""
        return [
            check.name, text(check.figure) + interval, text(check.champion),
            check.bound == nil ? "not worse beyond chance" : (check.isAtLeast ? "at least " : "at most ") + text(check.bound),
            check.p.map { fixed($0, digits: 3) } ?? "–", check.verdict.rawValue,
        ]
    }
}

extension GateCheck {
    /// Whether the figure is written as it is; all others are shares, written as percentages.
    private var isPlain: Bool { name == "ECE" || name == "latency" }

    /// A figure of this check with the digits that say something.
    package func written(_ value: Double) -> String {
        isPlain ? fixed(value, digits: name == "ECE" ? 3 : 2) : fixed(100 * value, digits: 1)
    }

    /// The bound of an interval; that of a difference says which way it goes.
    fileprivate func writtenInterval(_ value: Double) -> String {
        (name == "macro-F1" && champion != nil && value > 0 ? "+" : "") + written(value)
    }
}
