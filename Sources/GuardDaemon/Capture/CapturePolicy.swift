/// Which messages are kept: those that the model is unsure of, and not too many of them.
///
/// The hours are those of the wall clock in UTC. An hour's allowance is let out minute by minute, so that a burst does not take the whole of
/// it: up to the end of minute m, counted from 0, at most ⌈n · (m + 1) / 60⌉ messages are taken. What a quiet minute leaves a later one of the
/// same hour may take; what an hour leaves is gone. A clock that jumps into another hour begins that hour anew.
package struct CapturePolicy: Equatable, Sendable {
    package enum Decision: Equatable, Sendable {
        case take
        /// The model is sure enough.
        case sure
        /// The hour's allowance, as far as it is let out, is used up.
        case used
    }

    package let minEntropy: Double
    package let maxPerHour: Int
    private var hour: Int?
    private var taken = 0

    package init(minEntropy: Double, maxPerHour: Int) {
        self.minEntropy = minEntropy
        self.maxPerHour = maxPerHour
    }

    /// Whether a message is unsure enough to be asked about at all; needs no time and changes nothing.
    package func concerns(entropy: Float) -> Bool { entropy.isFinite && Double(entropy) >= minEntropy }

    /// - Parameters:
    ///   - entropy: Of the verdict, in nats.
    ///   - seconds: Since 1970-01-01T00:00:00Z.
    package mutating func decide(entropy: Float, at seconds: Int) -> Decision {
        guard concerns(entropy: entropy) else { return .sure }
        let now = WallHour(seconds: seconds)
        if hour != now.hour { (hour, taken) = (now.hour, 0) }
        let allowance = (maxPerHour.multipliedReportingOverflow(by: now.minute + 1).partialValue + 59) / 60
        guard taken < min(maxPerHour, allowance) else { return .used }
        taken += 1
        return .take
    }
}

/// An hour of the wall clock in UTC and the minute in it.
struct WallHour: Equatable {
    /// Since 1970-01-01T00:00:00Z.
    let hour: Int
    let minute: Int

    init(seconds: Int) {
        let seconds = max(0, seconds)
        hour = seconds / 3_600
        minute = seconds / 60 % 60
    }
}
