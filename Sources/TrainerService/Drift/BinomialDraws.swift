import Glibc
import Training

// Counts drawn from a multinomial distribution, cell by cell: what is left goes into the next cell with its share of the shares that are left,
// which is a binomial draw. Where few successes are expected a binomial is drawn by inversion, stepping through its probabilities from 0;
// elsewhere by Hörmann's transformed rejection (BTRS), whose cost does not grow with n: hours have anything from ten to ten million texts.
//
// Source: Hörmann 1993, "The generation of binomial random variates", J. Stat. Comput. Simul. 46, algorithm BTRS; exact, no approximation.

/// Exact random counts.
package struct BinomialDraws {
    private var generator: SplitMix64

    package init(seed: UInt64, stream: UInt64) { generator = SplitMix64(seed: seed, stream: stream) }

    /// In [0, 1).
    mutating func uniform() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

    /// How many of `n` land in each cell.
    ///
    /// - Parameter shares: Positive; they sum to 1.
    package mutating func multinomial(_ n: Int, shares: [Double]) -> [Int] {
        var (left, leftShare) = (n, 1.0)
        return shares.enumerated().map { index, share in
            guard index + 1 < shares.count else { return left }
            // What rounding leaves must not land in an empty cell behind.
            let count = share >= leftShare * (1 - 1e-12) ? left : binomial(left, max(0, share / leftShare))
            left -= count
            leftShare = max(leftShare - share, .leastNormalMagnitude)
            return count
        }
    }

    /// Successes in `n` trials.
    package mutating func binomial(_ n: Int, _ p: Double) -> Int {
        guard n > 0, p > 0 else { return 0 }
        guard p < 1 else { return n }
        if p > 0.5 { return n - binomial(n, 1 - p) }
        return Double(n) * p < 10 ? inverted(n, p) : transformed(n, p)
    }

    private mutating func inverted(_ n: Int, _ p: Double) -> Int {
        let ratio = p / (1 - p)
        var probability = exp(Double(n) * log1p(-p))
        var left = uniform()
        var k = 0
        while left >= probability, k < n {
            left -= probability
            k += 1
            probability *= ratio * Double(n - k + 1) / Double(k)
        }
        return k
    }

    private mutating func transformed(_ n: Int, _ p: Double) -> Int {
        let n = Double(n)
        let spread = (n * p * (1 - p)).squareRoot()
        let b = 1.15 + 2.53 * spread
        let a = -0.0873 + 0.0248 * b + 0.01 * p
        let c = n * p + 0.5
        let vr = 0.92 - 4.2 / b
        let alpha = (2.83 + 5.1 / b) * spread
        let logOdds = log(p / (1 - p))
        let mode = ((n + 1) * p).rounded(.down)
        let height = logFactorial(mode) + logFactorial(n - mode)
        while true {
            let v = uniform()
            let u = uniform() - 0.5
            let us = 0.5 - abs(u)
            let k = ((2 * a / us + b) * u + c).rounded(.down)
            if us >= 0.07, v <= vr { return Int(k) }
            guard us > 0, k >= 0, k <= n else { continue }
            let accepted = log(v * alpha / (a / (us * us) + b))
            if accepted <= height - logFactorial(k) - logFactorial(n - k) + (k - mode) * logOdds { return Int(k) }
        }
    }

    private func logFactorial(_ x: Double) -> Double { lgamma(x + 1) }
}
