import Glibc

/// When a sequence may stop at an exit: its head is sure of one class, and no class that matters is left in doubt.
///
///     p = softmax(logits)
///     leaves  ⇔  p[top] ≥ threshold  and  p[c] ≤ limits[c] for every class c but the top
///
/// The limits keep an exit from hiding a class whose misses are the worst: a message stops as harmless, or as anything else, only
/// where such a class is as good as excluded. Whatever is not so goes on to the next layer.
package struct ExitRule: Equatable, Sendable {
    /// Above 1 nothing leaves.
    package let threshold: Float
    /// `[C]`; 1 is no limit.
    package let limits: [Float]

    package init(threshold: Float, limits: [Float]) {
        self.threshold = threshold
        self.limits = limits
    }

    /// Whether a sequence with these logits, `[C]`, leaves. A logit that is no number never does. Allocates nothing.
    package func isMet(_ logits: UnsafePointer<Float>) -> Bool {
        let classes = limits.count
        var top = 0
        for c in 1..<max(1, classes) where logits[c] > logits[top] { top = c }
        var sum: Float = 0
        for c in 0..<classes { sum += expf(logits[c] - logits[top]) }
        guard 1 / sum >= threshold else { return false }
        for c in 0..<classes where c != top {
            guard expf(logits[c] - logits[top]) / sum <= limits[c] else { return false }
        }
        return true
    }
}
