package import Classification
package import Encoders

/// Every setting of the daemon, with the defaults that work.
package struct GuardConfiguration: Equatable, Sendable {
    package enum TooLong: String, CaseIterable, Sendable {
        case refuse, truncate
    }

    package enum SwapMode: String, CaseIterable, Sendable {
        /// The new model is loaded beside the old one: no pause, twice the memory for a moment.
        case concurrent
        /// Requests in flight finish, the old model is freed, the new one loaded: one model's memory, a pause answered with 429.
        case exclusive
    }

    package var socket = "/run/picket/picket.sock"
    package var adminSocket = "/run/picket/admin.sock"
    package var socketMode = 0o660
    /// Whether a TCP socket that systemd hands over may be open to other machines.
    package var allowsNonLoopback = false
    package var models = "/var/lib/picket/models"
    /// A model folder to serve instead of the champion of `models`.
    package var model: String?
    package var precision = Precision.int8
    /// Whether a text may stop at an exit of the bundle, where it has any.
    package var earlyExit = true
    /// 0 means one per core.
    package var threads = 0
    package var maxBodyBytes = 1 << 20
    package var maxInputs = 1_024
    package var maxConnections = 1_024
    /// Texts that may wait.
    package var maxQueue = 4_096
    package var deadlineMilliseconds = 10_000
    package var drainSeconds = 10
    package var maxBatchTokens = 192
    package var windowTokens = 128
    package var stride = 64
    package var maxInputTokens = 8_192
    package var onTooLong = TooLong.refuse
    package var swapMode = SwapMode.concurrent
    package var strictProfileFlagsAll = true
    /// Whether each text that a rule acts upon is an event of the log: its class and score, never the text.
    package var logFlagged = true
    /// Between two summaries in the log; 0 for none.
    package var summarySeconds = 60
    /// Ed25519 public key that bundles must be signed with, 64 hexadecimal digits.
    package var bundleKey: String?
    /// What the file says of a label, whether or not the model has it; one of our classes that it does not name has the bundle's
    /// threshold and the standard action.
    package var policy: [String: PolicyOverride] = [:]
    package var capture = CaptureSettings()

    package init() {}
}

/// One `[policy.<class>]` table.
package struct PolicyOverride: Equatable, Sendable {
    package var threshold: Double?
    package var action: PolicyAction?

    package init(threshold: Double? = nil, action: PolicyAction? = nil) {
        self.threshold = threshold
        self.action = action
    }
}

extension GuardConfiguration {
    /// The policy for a model: the configuration's word first, then the bundle's thresholds, then the standard.
    package func policy(for model: Classifier) -> Policy {
        policy(labels: model.labels, suggestedThresholds: model.suggestedThresholds)
    }

    /// The policy for a model with these labels, whose bundle suggests these thresholds by label.
    package func policy(labels: [String], suggestedThresholds: [String: Double]) -> Policy {
        var policy = Policy.standard
        for label in labels {
            let override = self.policy[label]
            let threshold = override?.threshold ?? suggestedThresholds[label]
            if var rule = policy.rules[label] {
                rule.threshold = threshold ?? rule.threshold
                rule.action = override?.action ?? rule.action
                policy.rules[label] = rule
            } else if let threshold, let action = override?.action {
                policy.rules[label] = PolicyRule(threshold: threshold, action: action)
            }
        }
        return policy
    }
}
