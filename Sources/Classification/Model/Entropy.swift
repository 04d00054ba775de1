import Glibc

func exponential(_ x: Float) -> Float { expf(x) }

/// Shannon entropy of a distribution in nats: H(p) = −Σ p log p; 0 log 0 is 0.
///
/// - Parameter p: `[C]`, non-negative; it is scaled to sum to 1.
package func entropy(_ p: [Float]) -> Float {
    let sum = p.reduce(0, +)
    guard sum > 0 else { return 0 }
    return p.reduce(0) { total, value in value > 0 ? total - value / sum * logf(value / sum) : total }
}
