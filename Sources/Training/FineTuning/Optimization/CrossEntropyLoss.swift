import Glibc

/// Soft-max cross-entropy with class weights, row weights, label smoothing, and targets that are labels or distributions.
///
/// With logits z, class weights v, row weights r, smoothing ε and the target t (one-hot for a label):
///
///     a_ic = v_c · ((1 − ε) · t_ic + ε / C)
///     l_i  = −Σ_c a_ic · log softmax(z_i)_c
///     loss = Σ_i r_i · l_i / N        N = Σ_i r_i · v_(label of i)   and  r_i alone for a row with a distribution
///
/// Without row weights this is torch.nn.CrossEntropyLoss(weight: v, label_smoothing: ε) with reduction 'mean', for class indices
/// (whose class weights enter N, and whose smoothed part weighs every class by its own v) as for probabilities (where N counts rows).
/// It differs in one thing: when no row weighs anything the loss and the gradient are 0, not NaN.
///
/// N is that of a whole step, so that micro batches and the shards of several workers add up to one mean. Sums are double, and
/// nothing is allocated: a batch costs B · C exponentials, twice.
package struct CrossEntropyLoss: Sendable {
    package let targets: TrainingTargets
    /// v, `[C]`.
    private let classWeights: [Double]
    private let labelSmoothing: Double

    /// - Parameter classWeights: `[C]`; nil weighs every class alike.
    /// - Throws: `countMismatch`, and `badOption` for a weight that is negative or not finite, or a smoothing outside 0…1.
    package init(_ targets: TrainingTargets, classWeights: [Double]? = nil, labelSmoothing: Double = 0) throws(TrainingError) {
        let classCount = targets.classCount
        if let classWeights {
            guard classWeights.count == classCount else {
                throw .countMismatch(what: "class weights", expected: classCount, found: classWeights.count)
            }
            guard classWeights.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
                throw .badOption(name: "classWeights", allowed: "finite and not negative")
            }
        }
        guard (0...1).contains(labelSmoothing) else { throw .badOption(name: "labelSmoothing", allowed: "0 to 1") }
        self.targets = targets
        self.classWeights = classWeights ?? [Double](repeating: 1, count: classCount)
        self.labelSmoothing = labelSmoothing
    }

    /// N of these rows. The normalizers of parts add up to that of the whole.
    package func normalizer(_ rows: [Int]) -> Double {
        var sum = 0.0
        for row in rows { sum += targets.rowWeight(row) * (targets.label(row).map { classWeights[$0] } ?? 1) }
        return sum
    }

    /// Returns the share of the loss that `rows` have, and writes its gradient.
    ///
    ///     loss = Σ r_i · l_i / N    →    dz_ic = r_i / N · (softmax(z_i)_c · Σ_k a_ik − a_ic)
    ///
    /// - Parameters:
    ///   - logits: `[rows.count, C]`; line i belongs to row `rows[i]` of the data set.
    ///   - normalizer: N of the whole step.
    ///   - dlogits: `[rows.count, C]`, overwritten; may be the memory of `logits`.
    package func lossAndGradient(
        logits: UnsafePointer<Float>, rows: [Int], normalizer: Double, dlogits: UnsafeMutablePointer<Float>
    ) -> Double {
        let classCount = targets.classCount
        var loss = 0.0
        for (line, row) in rows.enumerated() {
            let z = logits + line * classCount
            let dz = dlogits + line * classCount
            var largest = -Double.infinity
            for c in 0..<classCount { largest = max(largest, Double(z[c])) }
            var sum = 0.0
            for c in 0..<classCount { sum += exp(Double(z[c]) - largest) }
            let logSum = largest + log(sum)
            let scale = normalizer > 0 ? targets.rowWeight(row) / normalizer : 0
            var (rowLoss, total) = (0.0, 0.0)
            for c in 0..<classCount {
                let a = coefficient(row, c)
                rowLoss += a * (logSum - Double(z[c]))
                total += a
            }
            for c in 0..<classCount {
                dz[c] = Float(scale * (exp(Double(z[c]) - logSum) * total - coefficient(row, c)))
            }
            loss += scale * rowLoss
        }
        return loss
    }

    /// a_ic.
    private func coefficient(_ row: Int, _ c: Int) -> Double {
        classWeights[c] * ((1 - labelSmoothing) * targets.share(row, c) + labelSmoothing / Double(targets.classCount))
    }
}
