/// A mean with the standard deviation of what it is the mean of.
package struct Spread: Equatable, Sendable {
    package let mean: Double
    package let standardDeviation: Double

    init(_ values: [Double]) {
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        self.mean = mean
        standardDeviation = values.count > 1 ? (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot() : 0
    }
}

/// One regularization strength as cross-validation saw it; means and deviations are over the folds of all repeats.
package struct StrengthTrial: Equatable, Sendable {
    /// C.
    package let strength: Double
    /// What was fitted on this strength's out-of-fold logits before `logLoss` was taken.
    package let temperature: Double
    /// Of the tempered probabilities.
    package let logLoss: Spread
    package let accuracy: Spread
    package let macroF1: Spread
    /// The mean log loss over rows less that of the best strength, and the standard error of this difference.
    package let excess: Double
    package let excessError: Double
    package let meanIterations: Double
    /// False when some fold's fit ended before its gradient was small.
    package let converged: Bool
}
