/// What became of one message: a verdict, or the reason why there is none.
public struct Judgement: Equatable, Sendable {
    public enum Outcome: Equatable, Sendable {
        case verdict(Verdict)
        case noVerdict(NoVerdict)
    }

    public let outcome: Outcome
    /// Whether the message may go on: what the daemon's policy says, and without a verdict what the client was told to do then.
    ///
    /// A label that no rule of the policy looks at has been decided by nobody: it goes by the client's choice too.
    public let mayPass: Bool

    init(_ outcome: Outcome, _ choice: NoVerdictChoice) {
        self.outcome = outcome
        let isOpen = choice == .failOpen
        switch outcome {
        case .noVerdict: mayPass = isOpen
        case .verdict(let verdict):
            switch verdict.action {
            case .allow, .log, .warn: mayPass = true
            case .block: mayPass = false
            case .noRule: mayPass = isOpen
            }
        }
    }

    /// Nil where there is none.
    public var verdict: Verdict? {
        if case .verdict(let verdict) = outcome { verdict } else { nil }
    }
}
