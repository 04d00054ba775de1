import Glibc

/// When requests of an open loop are due, whatever has become of those before them.
package enum Arrivals: String, CaseIterable, Sendable {
    /// As from many people who do not know of each other: gaps are drawn from an exponential distribution.
    case poisson
    /// Evenly spaced: the least queueing that a rate can cause.
    case even

    /// Nanoseconds after the start, ascending, for a duration.
    ///
    /// - Parameter rate: Per second.
    package func times(rate: Double, nanoseconds: Int64, seed: UInt64 = 1) -> [Int64] {
        precondition(rate > 0, "Arrivals: a rate of \(rate)")
        var generator = Gaps(state: seed)
        var times: [Int64] = []
        var time = 0.0
        let end = Double(nanoseconds)
        while true {
            time += (self == .even ? 1 : generator.next()) * 1e9 / rate
            guard time < end else { return times }
            times.append(Int64(time))
        }
    }
}

/// Gaps of mean 1, exponentially distributed: the same for the same seed, so that two services meet the same traffic.
///
/// Source: Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators" (SplitMix64); the inverse of the distribution.
private struct Gaps {
    var state: UInt64

    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        // Above 0, at most 1.
        return -log((Double(bits >> 11) + 1) / 9_007_199_254_740_992)
    }
}
