import ArgumentParser
import Training

/// The rate of an open loop: so many requests a second, or a share of the highest that the closed loops of the same run reached.
package enum OpenRate: ExpressibleByArgument, Equatable, Sendable {
    case perSecond(Double)
    /// 0.5 for `50%`.
    case shareOfPeak(Double)

    package init?(argument: String) {
        let isShare = argument.hasSuffix("%")
        guard let number = Double(isShare ? String(argument.dropLast()) : argument), number.isFinite, number > 0 else { return nil }
        guard isShare ? number <= 100 : number <= 1_000_000 else { return nil }
        self = isShare ? .shareOfPeak(number / 100) : .perSecond(number)
    }

    /// - Parameter peak: Answers a second; nil when no closed loop ran.
    package func perSecond(peak: Double?) -> Double? {
        switch self {
        case .perSecond(let rate): rate
        case .shareOfPeak(let share): peak.map { $0 * share }.flatMap { $0 > 0 ? $0 : nil }
        }
    }

    package func description(perSecond: Double) -> String {
        switch self {
        case .perSecond: "open, \(fixed(perSecond, digits: 1))/s"
        case .shareOfPeak(let share): "open, \(fixed(100 * share, digits: 1)) % of peak"
        }
    }
}
