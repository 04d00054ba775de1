/// The daemon's verdict on one message.
public struct Verdict: Equatable, Sendable {
    /// What the daemon's policy wants done with the message.
    public enum Action: String, Sendable, CaseIterable {
        case allow, log, warn, block
        /// No rule looks at the label, as with a model of other labels than Picket's. Not the same as safe.
        case noRule = "no-rule"
    }

    /// The label with the highest score.
    public let label: String
    /// Its score.
    public let confidence: Double
    /// Calibrated scores from 0 to 1, by label.
    public let scores: [String: Double]
    /// Whether a rule flags the message: its action is `warn` or `block`.
    public let isFlagged: Bool
    public let action: Action
    /// In nats.
    public let entropy: Double
    /// Of the whole message.
    public let tokens: Int
    /// Whether the end of the message was not read, as the daemon's configuration may allow.
    public let isTruncated: Bool
    /// The bundle that gave the verdict.
    public let bundle: String
    /// As the daemon's journal names the request.
    public let requestID: String

    /// For tests of what uses verdicts.
    public init(
        label: String, confidence: Double, scores: [String: Double], isFlagged: Bool, action: Action, entropy: Double, tokens: Int,
        isTruncated: Bool, bundle: String, requestID: String
    ) {
        self.label = label
        self.confidence = confidence
        self.scores = scores
        self.isFlagged = isFlagged
        self.action = action
        self.entropy = entropy
        self.tokens = tokens
        self.isTruncated = isTruncated
        self.bundle = bundle
        self.requestID = requestID
    }
}
