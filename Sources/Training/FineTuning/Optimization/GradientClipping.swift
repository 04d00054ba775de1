/// Keeps one bad batch from throwing the weights far away: a gradient whose norm is above `maxNorm` is scaled down to it.
///
/// Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, algorithm 1. Matches torch.nn.utils.clip_grad_norm_ (norm over all
/// parameters together, 1e-6 added to it), but has no factor for a gradient that is not finite.
package struct GradientClipping: Equatable, Sendable {
    package let maxNorm: Double?

    /// - Parameter maxNorm: nil never clips.
    package init(maxNorm: Double?) throws(TrainingError) {
        if let maxNorm, !(maxNorm.isFinite && maxNorm > 0) { throw .badOption(name: "maxNorm", allowed: "positive") }
        self.maxNorm = maxNorm
    }

    /// What the gradient is to be multiplied by, in 0…1; nil when the norm is NaN or infinite and the step must not be taken.
    package func factor(norm: Double) -> Double? {
        guard norm.isFinite else { return nil }
        guard let maxNorm else { return 1 }
        return min(1, maxNorm / (norm + 1e-6))
    }

    /// Σ x². Squared norms of parts add up; the norm is the root of their sum. Eight running sums in double, added in a fixed order.
    package static func squaredNorm(_ values: UnsafeBufferPointer<Float>) -> Double {
        guard let base = values.baseAddress else { return 0 }
        var lanes = SIMD8<Double>.zero
        let whole = values.count & ~7
        let bytes = UnsafeRawPointer(base)
        for index in stride(from: 0, to: whole, by: 8) {
            let x = SIMD8<Double>(bytes.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self))
            lanes += x * x
        }
        var sum = lanes.sum()
        for index in whole..<values.count { sum += Double(base[index]) * Double(base[index]) }
        return sum
    }
}
