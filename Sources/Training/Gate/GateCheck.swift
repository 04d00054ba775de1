package import JSONParsing

/// One thing that a gate looked at.
package struct GateCheck: Equatable, Sendable {
    package enum Verdict: String, CaseIterable, Sendable {
        case pass
        /// Not met, and chance might explain it.
        case doubtful
        /// Too few messages to tell.
        case insufficient
        /// Not met, and chance does not explain it.
        case failed
    }

    /// `recall self-harm`, …
    package var name: String
    /// The challenger's; nil where there was nothing to measure.
    package var figure: Double?
    /// 95 %, of the figure; of the difference where the figure is one.
    package var interval: Interval?
    package var champion: Double?
    package var bound: Double?
    /// Whether the figure has to be at least the bound, or at most.
    package var isAtLeast: Bool
    /// One-sided: how well chance explains a loss.
    package var p: Double?
    package var verdict: Verdict
    /// Why it is no pass; empty for a pass.
    package var reason: String

    package init(
        name: String, figure: Double? = nil, interval: Interval? = nil, champion: Double? = nil, bound: Double? = nil, isAtLeast: Bool,
        p: Double? = nil, verdict: Verdict, reason: String
    ) {
        self.name = name
        self.figure = figure
        self.interval = interval
        self.champion = champion
        self.bound = bound
        self.isAtLeast = isAtLeast
        self.p = p
        self.verdict = verdict
        self.reason = reason
    }

    package var json: JSONValue {
        var members: [(String, JSONValue)] = [("check", .string(name)), ("verdict", .string(verdict.rawValue))]
        func add(_ key: String, _ value: Double?) { if let value { members.append((key, .double(value))) } }
        add("figure", figure)
        if let interval { members.append(("interval", [.double(interval.low), .double(interval.high)])) }
        add("champion", champion)
        add(isAtLeast ? "at_least" : "at_most", bound)
        add("p", p)
        if !reason.isEmpty { members.append(("reason", .string(reason))) }
        return .object(JSONObject(members))
    }
}

/// What a gate says of a challenger.
package enum GateOutcome: Equatable, Sendable {
    case promote
    /// A named person has to say yes; why it is not plain.
    case needsApproval([String])
    case reject([String])

    /// `promote`, `needs-approval` or `reject`.
    package var name: String {
        switch self {
        case .promote: "promote"
        case .needsApproval: "needs-approval"
        case .reject: "reject"
        }
    }

    package var reasons: [String] {
        switch self {
        case .promote: []
        case .needsApproval(let reasons), .reject(let reasons): reasons
        }
    }
}

/// Every check of a gate, and what follows from them.
package struct GateResult: Equatable, Sendable {
    package let checks: [GateCheck]

    package init(checks: [GateCheck]) { self.checks = checks }

    /// One failed check rejects; one that is doubtful or lacks evidence asks for a person. The reasons that decide come first.
    package var outcome: GateOutcome {
        let order: [GateCheck.Verdict] = [.failed, .doubtful, .insufficient]
        let open = order.flatMap { verdict in checks.filter { $0.verdict == verdict } }
        if open.isEmpty { return .promote }
        return open[0].verdict == .failed ? .reject(open.map(\.reason)) : .needsApproval(open.map(\.reason))
    }

    /// For the manifest and for `--json`.
    package var json: JSONObject {
        JSONObject([
            ("outcome", .string(outcome.name)), ("reasons", .array(outcome.reasons.map { .string($0) })),
            ("checks", .array(checks.map(\.json))),
        ])
    }
}
