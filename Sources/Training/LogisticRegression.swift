/// Multinomial logistic regression with an L2 penalty, fitted by L-BFGS.
///
///     minimize  C · Σ wᵢ · lossᵢ + ½ ‖W‖²        wᵢ = row weight · class weight
///
/// The biases are not penalized. Matches sklearn.linear_model.LogisticRegression(solver="lbfgs", C=strength); as there, the objective
/// is divided by C · Σ wᵢ before it is minimized, and the tolerance is for the gradient of that. Adding one vector to every class's
/// weights or one number to every bias changes no probability: started from zero or from another fit, the sums over classes stay
/// zero, and are set to zero exactly for the biases at the end.
package struct LogisticRegression: Sendable {
    /// C: small is strong regularization.
    package var strength: Double
    package var classWeighting: ClassWeighting
    /// For the largest magnitude in the gradient of the scaled objective.
    package var gradientTolerance: Double
    package var maxIterations: Int

    package init(
        strength: Double = 1, classWeighting: ClassWeighting = .balanced, gradientTolerance: Double = 1e-6, maxIterations: Int = 2_000
    ) {
        self.strength = strength
        self.classWeighting = classWeighting
        self.gradientTolerance = gradientTolerance
        self.maxIterations = maxIterations
    }

    /// A fitted head and how it was reached.
    package struct Fit: Equatable, Sendable {
        package let head: LinearHead
        /// The scaled objective at the end.
        package let objective: Double
        package let gradNorm: Double
        package let iterations: Int
        package let converged: Bool
        /// W and b in double precision, where the next fit of a path may start.
        let parameters: [Double]
    }

    /// Fits all rows of `embeddings`.
    ///
    /// - Parameters:
    ///   - labels: `[n]`, each in `0..<classCount`.
    ///   - rowWeights: `[n]`, finite and not negative; nil for 1 each.
    /// - Throws: `TrainingError` when the input does not fit together, or `badOption`.
    package func fit(
        _ embeddings: Embeddings, labels: [Int], rowWeights: [Double]? = nil, classCount: Int
    ) throws(TrainingError) -> Fit {
        let rowWeights = rowWeights ?? [Double](repeating: 1, count: embeddings.count)
        try LogisticRegression.check(embeddings, labels: labels, rowWeights: rowWeights, classCount: classCount)
        try checkOptions()
        let x = DesignMatrix(embeddings, rows: Array(0..<embeddings.count))
        return fit(x, labels: labels, rowWeights: rowWeights, classCount: classCount, start: nil)
    }

    /// Fits a checked matrix, from zero or from the parameters of another fit.
    func fit(_ x: DesignMatrix, labels: [Int], rowWeights: [Double], classCount: Int, start: [Double]?) -> Fit {
        let classWeights = classWeighting.classWeights(labels: labels, rowWeights: rowWeights, classCount: classCount)
        let weights = zip(labels, rowWeights).map { classWeights[$0] * $1 }
        let penalty = 1 / (strength * weights.reduce(0, +))
        var objective = SoftmaxObjective(x: x, labels: labels, rowWeights: weights, classCount: classCount, penalty: penalty)
        let minimizer = LBFGS(maxIterations: maxIterations, gradientTolerance: gradientTolerance, relativeNoise: 1e-7)
        let begin = start ?? [Double](repeating: 0, count: objective.parameterCount)
        let minimum = minimizer.minimize(from: begin) { parameters, gradient in
            objective.evaluate(parameters, gradient: &gradient)
        }
        let weightCount = classCount * x.dimension
        let biases = minimum.point[weightCount...]
        let meanBias = biases.reduce(0, +) / Double(classCount)
        let head = LinearHead(
            classCount: classCount, dimension: x.dimension, weight: minimum.point[..<weightCount].map { Float($0) },
            bias: biases.map { Float($0 - meanBias) })
        return Fit(
            head: head, objective: minimum.value, gradNorm: minimum.gradNorm, iterations: minimum.iterations, converged: minimum.converged,
            parameters: minimum.point)
    }

    func checkOptions() throws(TrainingError) {
        guard strength.isFinite && strength > 0 else { throw .badOption(name: "strength", allowed: "positive") }
        guard gradientTolerance.isFinite && gradientTolerance > 0 else { throw .badOption(name: "gradientTolerance", allowed: "positive") }
        guard maxIterations > 0 else { throw .badOption(name: "maxIterations", allowed: "positive") }
    }

    static func check(_ embeddings: Embeddings, labels: [Int], rowWeights: [Double], classCount: Int) throws(TrainingError) {
        guard embeddings.count > 0 else { throw .noRows }
        guard classCount >= 2 else { throw .badOption(name: "classCount", allowed: "at least 2") }
        guard labels.count == embeddings.count else {
            throw .countMismatch(what: "labels", expected: embeddings.count, found: labels.count)
        }
        guard rowWeights.count == embeddings.count else {
            throw .countMismatch(what: "row weights", expected: embeddings.count, found: rowWeights.count)
        }
        if let row = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
            throw .labelOutOfRange(row: row, label: labels[row], classes: classCount)
        }
        if let row = rowWeights.firstIndex(where: { !($0.isFinite && $0 >= 0) }) { throw .badRowWeight(row: row) }
        guard rowWeights.contains(where: { $0 > 0 }) else { throw .noRows }
    }
}
