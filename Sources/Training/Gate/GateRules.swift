/// What a challenger has to show.
///
/// Every bound has three zones. Met: the check passes. Missed, and chance is ruled out with 95 % confidence: the challenger is rejected.
/// Missed, but chance might explain it, or too few messages to tell: a named person has to approve. So a small gate set never
/// rejects a good model, and never lets a bad one through on its own.
package struct GateRules: Equatable, Sendable {
    /// Fewer rows in all say too little about macro-F1.
    package var leastRows = 200
    /// Fewer messages of a protected class, or of `not-harmful`, say too little about it.
    package var leastOfClass = 30
    /// What chance must be below for a loss to be proven, one-sided.
    package var significance = 0.05

    /// Macro-F1 that may be lost against the champion. None: a model that scores lower is not worth a swap, unless a person knows better.
    package var macroF1Loss = 0.0
    /// Of a protected class's messages, the net share that may be lost against the champion; one message may always be.
    package var recallLoss = 0.01
    /// ECE may rise by this much over the champion's …
    package var eceRise = 0.01
    /// … and up to this in any case.
    package var eceAlwaysAllowed = 0.05
    /// Of the messages of `not-harmful`, the net share that may be flagged beyond the champion's; one message may always be.
    package var falseFlagRise = 0.01
    package var int8Agreement = 0.99
    /// Of the champion's median.
    package var latencyRatio = 1.5

    /// For a first model, which has no champion to compare with.
    package var firstMacroF1 = 0.6
    package var firstECE = 0.1
    package var firstFalseFlags = 0.1
    /// A first model's recall of a protected class; a later one may not go below it by small steps either.
    package var recallFloor = 0.7

    package init() {}

    /// Of `total` messages, how many may be lost net.
    func allowed(_ share: Double, of total: Int) -> Int { max(1, Int((share * Double(total)).rounded(.down))) }
}
